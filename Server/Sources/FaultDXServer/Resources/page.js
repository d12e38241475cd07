"use strict";
// The page of faultdx-server: all it knows comes from /v1.

const $ = id => document.getElementById(id);
const sensors = new Map();
let chosen = null;
let lastEvent = null;
let token = sessionStorage.getItem("token");

const marks = { normal: "●", fault: "▲", unknown: "?", undecided: "○" };

function element(tag, attributes = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) node.setAttribute(name, value);
  node.append(...children);
  return node;
}

function drawing(tag, attributes = {}, ...children) {
  const node = document.createElementNS("http://www.w3.org/2000/svg", tag);
  for (const [name, value] of Object.entries(attributes)) node.setAttribute(name, value);
  node.append(...children);
  return node;
}

const percent = value => `${(100 * value).toFixed(1)} %`;

function ago(seconds) {
  const passed = Math.max(0, Date.now() / 1000 - seconds);
  if (passed < 2) return "now";
  if (passed < 120) return `${Math.round(passed)} s ago`;
  if (passed < 7200) return `${Math.round(passed / 60)} min ago`;
  if (passed > 172800) return `${Math.round(passed / 86400)} days ago`;
  return `${Math.round(passed / 3600)} h ago`;
}

// Requests

let asking = null;

function askForToken() {
  asking ??= new Promise(resolve => {
    const dialog = $("login");
    dialog.addEventListener("close", () => {
      asking = null;
      token = $("token").value;
      $("token").value = "";
      sessionStorage.setItem("token", token);
      resolve();
    }, { once: true });
    dialog.showModal();
  });
  return asking;
}

async function request(path, options = {}) {
  const headers = { ...options.headers };
  if (token) headers.Authorization = `Bearer ${token}`;
  const answer = await fetch(path, { ...options, headers, cache: "no-store" });
  if (answer.status === 401) {
    await askForToken();
    return request(path, options);
  }
  if (!answer.ok) {
    let message = `the server answers ${answer.status}`;
    try { message = (await answer.json()).error.message; } catch { /* it was no JSON */ }
    throw new Error(message);
  }
  return answer;
}

const json = async (path, options) => (await request(path, options)).json();

// Sensors

const order = { fault: 0, unknown: 1, undecided: 2, normal: 3 };

function stateText(stream) {
  if (!stream.valid) return "! invalid input";
  return `${marks[stream.state]} ${stream.label ?? stream.state}`;
}

function showSensors() {
  const list = $("sensors");
  const sorted = [...sensors.values()].sort((a, b) =>
    order[a.state] - order[b.state] || a.sensor.localeCompare(b.sensor, "en", { numeric: true }));
  $("no-sensors").hidden = sorted.length > 0;
  list.hidden = sorted.length === 0;
  const rows = new Map([...list.children].map(row => [row.dataset.sensor, row]));
  sorted.forEach((stream, index) => {
    let row = rows.get(stream.sensor);
    if (!row) {
      row = element("li", { role: "option", id: `sensor-${stream.sensor}`, "data-sensor": stream.sensor },
        element("span", { class: "name" }), element("span", { class: "state" }), element("span", { class: "more" }));
      row.addEventListener("click", () => choose(stream.sensor));
    }
    const [name, state, more] = row.children;
    name.textContent = stream.sensor;
    state.textContent = stateText(stream);
    state.dataset.state = stream.valid ? stream.state : "unknown";
    const last = stream.lastWindow;
    const silent = Date.now() / 1000 - stream.updated > 60;
    more.classList.toggle("silent", silent);
    more.textContent = silent ? `silent, last heard ${ago(stream.updated)}`
      : (last ? `last window ${last.label} ${percent(last.confidence)}, ` : "") + ago(stream.updated);
    row.setAttribute("aria-selected", stream.sensor === chosen);
    if (list.children[index] !== row) list.insertBefore(row, list.children[index] ?? null);
    rows.delete(stream.sensor);
  });
  for (const row of rows.values()) row.remove();
  if (chosen) list.setAttribute("aria-activedescendant", `sensor-${chosen}`);
  const count = state => sorted.filter(stream => stream.state === state).length;
  const parts = [`${sorted.length} sensor${sorted.length === 1 ? "" : "s"}`];
  for (const [state, word] of [["fault", "with a fault"], ["unknown", "unlike training"]]) {
    if (count(state)) parts.push(`${count(state)} ${word}`);
  }
  const text = parts.join(", ");
  if ($("summary").textContent !== text) $("summary").textContent = text;
  document.title = count("fault") ? `(${count("fault")}) faultdx` : "faultdx";
}

$("sensors").addEventListener("keydown", event => {
  const rows = [...$("sensors").children];
  const at = rows.findIndex(row => row.dataset.sensor === chosen);
  const next = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: rows.length - 1 }[event.key];
  if (next === undefined) return;
  event.preventDefault();
  const row = rows[Math.min(rows.length - 1, Math.max(0, next))];
  choose(row.dataset.sensor);
  row.scrollIntoView({ block: "nearest" });
});

function choose(sensor) {
  chosen = sensor;
  since = null;
  $("detail").hidden = false;
  $("detail-title").textContent = sensor;
  $("detail-window").replaceChildren();
  $("detail-events").replaceChildren();
  showSensors();
  showDetail();
  loadEvents(sensor);
}

async function loadEvents(sensor) {
  try {
    const { events } = await json(`v1/streams/${encodeURIComponent(sensor)}/events?limit=50`);
    if (sensor !== chosen) return;
    since = [...events].reverse().find(event => decisions.has(event.kind)) ?? null;
    showState();
    $("detail-events").replaceChildren(...events.reverse().map(event => eventRow(event, false)));
  } catch { /* the sensor was deleted */ }
}

// The event by which the chosen sensor came to be what it is.
let since = null;
const decisions = new Set(["raised", "changed", "cleared", "unknown"]);

function showState() {
  const stream = sensors.get(chosen);
  if (!stream) return;
  const state = element("span", { class: "state", "data-state": stream.valid ? stream.state : "unknown" }, stateText(stream));
  $("detail-state").replaceChildren(state, since && stream.valid ? ` since ${when(since)}` : "");
  $("detail-more").textContent =
    `${stream.windows} windows heard, next sample ${stream.nextSample}, model ${stream.model} (${stream.modelSha256.slice(0, 8)})`;
  const last = stream.lastWindow;
  $("detail-last").replaceChildren(...(last ? [element("h3", {}, "What the last window says"), bars(last.probabilities)] : []));
}

// The classes, the likeliest first.
function bars(probabilities) {
  const table = element("table", {});
  for (const [label, probability] of Object.entries(probabilities).sort((a, b) => b[1] - a[1])) {
    table.append(element("tr", {}, element("th", { scope: "row" }, label),
      element("td", {}, element("meter", { min: 0, max: 1, value: probability, "aria-label": label })),
      element("td", { class: "number" }, percent(probability))));
  }
  return table;
}

let drawingWindow = false;
let drawAgain = false;

async function showDetail() {
  const stream = sensors.get(chosen);
  if (!stream) return;
  showState();
  drawAgain = true;
  if (drawingWindow) return;
  drawingWindow = true;
  while (drawAgain) {
    drawAgain = false;
    const sensor = chosen;
    try {
      const shown = await json(`v1/streams/${encodeURIComponent(sensor)}/window`);
      if (sensor === chosen) $("detail-window").replaceChildren(...figures(shown));
    } catch (error) {
      if (sensor === chosen) {
        $("detail-window").replaceChildren(element("p", { class: "hint" }, error.message));
      }
    }
  }
  drawingWindow = false;
}

// Drawings

// At most two points for each of `columns`: the smallest and the largest value there.
function line(values, low, high, height, columns = 900) {
  const scale = high > low ? height / (high - low) : 0;
  const y = value => (height - (value - low) * scale).toFixed(1);
  const points = [];
  const step = Math.max(1, values.length / columns);
  for (let at = 0; at < values.length; at += step) {
    const part = values.slice(Math.floor(at), Math.max(Math.floor(at) + 1, Math.floor(at + step)));
    const x = (1000 * at / Math.max(1, values.length - 1)).toFixed(1);
    points.push(`${x},${y(Math.min(...part))}`);
    if (part.length > 1) points.push(`${x},${y(Math.max(...part))}`);
  }
  return points.join(" ");
}

// `end` is what stands at the right edge of the axis, whose quarters are marked.
function figure(title, end, unit, ...shapes) {
  const text = title.map(part => typeof part === "string" ? part : "").join("");
  const svg = drawing("svg", { viewBox: "0 0 1000 100", preserveAspectRatio: "none", role: "img", "aria-label": text });
  for (const x of [250, 500, 750]) svg.append(drawing("line", { class: "axis", x1: x, x2: x, y1: 0, y2: 100 }));
  svg.append(...shapes);
  const marks = [0, 0.25, 0.5, 0.75, 1].map(part =>
    element("span", {}, `${Number((part * end).toPrecision(3))}${part === 1 ? ` ${unit}` : ""}`));
  return element("figure", {}, element("figcaption", {}, ...title), svg, element("div", { class: "ends" }, ...marks));
}

// The highest places that are higher than their neighbours, and well above what is usual.
function peaks(values, count = 3) {
  const usual = [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)];
  return values.map((value, index) => ({ value, index })).slice(1, -1)
    .filter(({ value, index }) => value >= values[index - 1] && value > values[index + 1] && value > 3 * usual)
    .sort((a, b) => b.value - a.value).slice(0, count);
}

const short = value => Number(value.toPrecision(4)).toString();

let gradients = 0;

function figures(shown, name = "Last window") {
  const channels = shown.channels;
  const first = shown.samples.filter((_, index) => index % channels === 0).map(value => value ?? 0);
  const reach = Math.max(...first.map(Math.abs)) || 1;
  const seconds = shown.sampleRate ? first.length / shown.sampleRate : null;
  const shapes = [];
  let low = 0, high = 0;
  const attention = shown.attention.filter(part => part.axis === "samples").at(-1);
  if (attention) {
    // The stronger the colour, the more the place counted; where all counted much the same, it stays pale.
    const values = attention.values;
    low = Math.min(...values);
    high = Math.max(...values);
    const id = `look-${++gradients}`;
    const stops = values.map((value, index) => drawing("stop", {
      offset: ((index + 0.5) / values.length).toFixed(4),
      "stop-opacity": (0.05 + 0.6 * (value - low) / Math.max(high - low, 0.25)).toFixed(3) }));
    shapes.push(drawing("defs", {}, drawing("linearGradient", { id }, ...stops)),
      drawing("rect", { class: "look", x: 0, y: 0, width: 1000, height: 100, fill: `url(#${id})` }));
  }
  shapes.push(drawing("line", { class: "axis", x1: 0, x2: 1000, y1: 50, y2: 50 }));
  shapes.push(drawing("polyline", { class: "trace", points: line(first, -reach, reach, 100) }));
  const title = [`${name}, ±${short(reach)}`];
  if (attention) {
    title.push("; ", element("span", { class: "key" }), ` where the network looked (weights ${low.toFixed(2)} to ${high.toFixed(2)})`);
  }
  const result = [figure(title, seconds ? 1000 * seconds : first.length, seconds ? "ms" : "samples", ...shapes)];
  const spectrum = shown.envelopeSpectrum;
  if (spectrum) {
    const values = spectrum.amplitudes.slice(0, Math.max(2, Math.ceil(spectrum.amplitudes.length / 4)));
    const highest = Math.max(...values.slice(1)) || 1;
    const found = peaks(values);
    const rates = found.map(({ index }) => `${Math.round(index * spectrum.resolution)} Hz`);
    result.push(figure(
      [`How often impacts repeat (spectrum of the squared envelope)${rates.length ? `: most at ${rates.join(", ")}` : ""}`],
      (values.length - 1) * spectrum.resolution, "Hz",
      ...found.map(({ index, value }) => {
        const x = (1000 * index / (values.length - 1)).toFixed(1);
        return drawing("line", { class: "peak", x1: x, x2: x, y1: 100, y2: 98 - 98 * Math.min(1, value / highest) });
      }),
      drawing("polyline", { class: "trace", points: line(values.map(value => Math.min(value, highest)), 0, highest, 98) })));
  }
  return result;
}

// Events

function eventText(event) {
  switch (event.kind) {
    case "raised": return `${marks.fault} ${event.label} raised (${percent(event.confidence)})`;
    case "changed": return `${marks.fault} ${event.from} became ${event.label} (${percent(event.confidence)})`;
    case "cleared": return `${marks.normal} ${event.from} cleared`;
    case "unknown": return `${marks.unknown} unlike training, nearest ${event.nearest}`;
    case "invalid_input": return `! invalid input: ${event.reason}`;
    case "valid_input": return `${marks.normal} input valid again`;
    case "gap":
      if (event.missing !== undefined) return `! ${event.missing} samples missing`;
      if (event.clockJumped !== undefined) return `! the clock jumped by ${short(event.clockJumped)} s`;
      return "! the sensor counts anew";
    default: return event.kind;
  }
}

// The time of day, with the day where it is not today; the sample where the sensor sends no time.
function when(event) {
  if (event.time === null) return `sample ${event.position}`;
  const time = new Date(1000 * event.time);
  const isToday = time.toDateString() === new Date().toDateString();
  return isToday ? time.toLocaleTimeString() : time.toLocaleString([], { dateStyle: "short", timeStyle: "short" });
}

function eventRow(event, named = true) {
  const [mark, ...words] = eventText(event).split(" ");
  return element("li", { "data-kind": event.kind }, element("time", {}, when(event)),
    element("span", {}, named ? `${event.sensor}: ` : "", element("span", { class: "mark" }, mark), ` ${words.join(" ")}`));
}

function showEvent(event) {
  lastEvent = Math.max(lastEvent ?? 0, event.id);
  $("no-events").hidden = true;
  $("log").prepend(eventRow(event));
  while ($("log").children.length > 100) $("log").lastChild.remove();
  if (event.sensor === chosen) {
    $("detail-events").prepend(eventRow(event, false));
    if (decisions.has(event.kind)) since = event;
    showState();
  }
}

// What the server tells as it happens; a lost connection goes on behind the last event.
async function listen() {
  const answer = await request(`v1/events?after=${lastEvent ?? 0}`, { headers: { Accept: "text/event-stream" } });
  $("link").textContent = "live";
  $("link").dataset.state = "on";
  const reader = answer.body.pipeThrough(new TextDecoderStream()).getReader();
  let text = "";
  for (;;) {
    const { value, done } = await reader.read();
    if (done) return;
    text += value;
    let end;
    while ((end = text.indexOf("\n\n")) >= 0) {
      take(text.slice(0, end));
      text = text.slice(end + 2);
    }
  }
}

function take(block) {
  const fields = Object.fromEntries(block.split("\n").filter(row => !row.startsWith(":")).map(row => {
    const at = row.indexOf(": ");
    return [row.slice(0, at), row.slice(at + 2)];
  }));
  if (!fields.data) return;
  const data = JSON.parse(fields.data);
  if (fields.event === "event") showEvent(data);
  if (fields.event === "streams") {
    for (const stream of data) sensors.set(stream.sensor, stream);
    showSensors();
    if (data.some(stream => stream.sensor === chosen)) showDetail();
  }
}

async function load() {
  const { streams } = await json("v1/streams");
  sensors.clear();
  for (const stream of streams) sensors.set(stream.sensor, stream);
  if (chosen && !sensors.has(chosen)) {
    chosen = null;
    $("detail").hidden = true;
  }
  showSensors();
  if (lastEvent === null) {
    const { events } = await json("v1/events?limit=50");
    for (const event of events) showEvent(event);
  }
}

async function live() {
  for (;;) {
    try {
      await load();
      await listen();
    } catch { /* the server is away; it is asked again */ }
    $("link").textContent = "connecting";
    $("link").dataset.state = "off";
    await new Promise(resolve => setTimeout(resolve, 1000));
  }
}

// Files

async function diagnose(file) {
  const type = /\.wav$/i.test(file.name) ? "audio/wav" : "text/csv";
  const query = new URLSearchParams({ explain: "true" });
  if ($("rate").value) query.set("sample-rate", $("rate").value);
  $("drop").classList.add("busy");
  try {
    const answer = await json(`v1/diagnose?${query}`, {
      method: "POST", headers: { "Content-Type": type }, body: await file.arrayBuffer() });
    $("verdict").replaceChildren(...answer.recordings.slice(0, 20).flatMap(found => verdict(file.name, found)));
  } catch (error) {
    $("verdict").replaceChildren(element("p", { class: "error" }, `${file.name}: ${error.message}`));
  } finally {
    $("drop").classList.remove("busy");
    $("file").value = "";
  }
}

function verdict(name, found) {
  const invalid = found.invalidWindows ? `, ${found.invalidWindows} invalid` : "";
  return [
    element("p", { class: "verdict" }, `${found.recording || name}: ${found.verdict} (${percent(found.confidence)})`),
    element("p", { class: "hint" }, `${found.windows} windows${invalid}` +
      (found.novelty ? `, ${short(found.novelty.distance)} dB from training` : "")),
    bars(found.probabilities), ...(found.explanation ? figures(found.explanation, "Most telling window") : [])];
}

$("file").addEventListener("change", () => { if ($("file").files[0]) diagnose($("file").files[0]); });
for (const kind of ["dragover", "drop"]) document.addEventListener(kind, event => event.preventDefault());
document.addEventListener("dragover", () => $("drop").classList.add("over"));
document.addEventListener("dragleave", () => $("drop").classList.remove("over"));
document.addEventListener("drop", event => {
  $("drop").classList.remove("over");
  const file = event.dataTransfer.files[0];
  if (file) diagnose(file);
});

setInterval(showSensors, 5000);
live();
