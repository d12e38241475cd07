/* Calls every function of faultdx.h with hostile arguments: NULL, misaligned pointers, sizes that cannot be, numbers that
 * are none, handles that were freed or never were, models and snapshots cut and changed. Ends with 0 unless something
 * traps (then the process dies) or answers what it must not.
 *
 *   fuzz MODEL CALLS SEED
 */
#include <faultdx.h>

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define SAMPLES 8192
#define HANDLES 16
#define ROOM (1 << 20)

static uint64_t state;

static uint64_t next(void) { /* SplitMix64 */
  uint64_t z = (state += 0x9e3779b97f4a7c15u);
  z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
  z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
  return z ^ (z >> 31);
}

static uint64_t below(uint64_t count) { return next() % count; }
static int one_in(uint64_t count) { return below(count) == 0; }

static unsigned char *file_bytes;
static size_t file_size;
static float *samples;         /* SAMPLES of them, some of which are no numbers */
static unsigned char *scratch; /* ROOM bytes that anything may be written to */
static unsigned char snapshot[ROOM];
static size_t snapshot_size;
static faultdx_model *models[HANDLES];
static faultdx_stream *streams[HANDLES];

/* A pointer, or what should not be one. */
static void *pointer(void *good) {
  if (one_in(12)) return NULL;
  if (one_in(12)) return (char *)good + 1;
  return good;
}

static size_t count(size_t good) {
  static const size_t never[] = {SIZE_MAX, SIZE_MAX / 2, SIZE_MAX / 2 + 1, SIZE_MAX / 4 + 1,
                                 (size_t)1 << 62, (size_t)1 << 48};
  if (one_in(10)) return never[below(6)];
  if (one_in(10)) return 0;
  if (one_in(5)) return below(good + 1);
  return good;
}

static double number(double good) {
  static const double never[] = {0, -1, 1e300, -1e300, 1e-300, 0.5, 1, 12000, 25600, 8000.5};
  if (one_in(12)) return NAN;
  if (one_in(12)) return one_in(2) ? INFINITY : -INFINITY;
  return one_in(3) ? never[below(10)] : good;
}

static uint64_t whole(uint64_t good) {
  if (one_in(8)) return next();
  if (one_in(8)) return UINT64_MAX - below(3);
  return one_in(4) ? below(8) : good;
}

static faultdx_model *model(void) {
  if (one_in(20)) return NULL;
  if (one_in(20)) return (faultdx_model *)(uintptr_t)next();
  if (one_in(20)) return (faultdx_model *)streams[below(HANDLES)];
  return models[below(HANDLES)]; /* freed ones stay in the list */
}

static faultdx_stream *stream(void) {
  if (one_in(20)) return NULL;
  if (one_in(20)) return (faultdx_stream *)(uintptr_t)next();
  if (one_in(20)) return (faultdx_stream *)models[below(HANDLES)];
  return streams[below(HANDLES)];
}

static size_t structure(size_t good) {
  static const size_t never[] = {0, 1, 7, 8, SIZE_MAX, SIZE_MAX / 2 + 1, 1 << 20};
  return one_in(8) ? never[below(7)] : one_in(8) ? good - 1 : good;
}

/* Fills memory with samples, most of which are numbers. */
static void draw_samples(void) {
  static const float never[] = {NAN, INFINITY, -INFINITY, 3.4e38f, -3.4e38f, 1e-45f, 0};
  float gain = one_in(10) ? 1e30f : one_in(10) ? 1e-40f : 1;
  for (size_t index = 0; index < SAMPLES; index++)
    samples[index] = gain * ((float)(int64_t)(next() >> 40) / (1 << 22) - 2);
  if (one_in(2))
    for (size_t hits = below(20); hits > 0; hits--) samples[below(SAMPLES)] = never[below(7)];
  if (one_in(6)) memset(samples, one_in(2) ? 0 : 0xFF, SAMPLES / 2 * sizeof *samples);
}

/* Bytes that were right, cut and changed; how many are left. */
static size_t damage(const unsigned char *from, size_t size) {
  memcpy(scratch, from, size);
  if (one_in(3)) return size;
  if (size == 0) return 0;
  if (one_in(2)) return below(size);
  for (size_t hits = 1 + below(4); hits > 0; hits--)
    scratch[below(one_in(2) && size > 200 ? 200 : size)] = (unsigned char)next();
  return size;
}

static void fail(const char *what, faultdx_status status) {
  fprintf(stderr, "%s: status %d, %s\n", what, status, faultdx_last_error());
  exit(1);
}

static faultdx_stream_options options(void) {
  faultdx_stream_options options;
  memset(&options, 0, sizeof options);
  options.struct_size = sizeof options;
  faultdx_stream_options_init(&options);
  options.struct_size = structure(sizeof options);
  options.sample_rate = one_in(2) ? 0 : number(16000);
  options.speed = one_in(2) ? 1500 : number(1500);
  if (one_in(3)) options.hop = one_in(3) ? whole(50) : 16 + below(100);
  if (one_in(4)) options.repetition_horizon = whole(1000);
  if (one_in(4)) options.time_tolerance = number(0.1);
  if (one_in(4)) options.confidence = number(0.3);
  if (one_in(4)) options.holding_confidence = number(0.2);
  if (one_in(4)) options.minimum_duration = number(0.01);
  if (one_in(4)) options.votes = (uint32_t)whole(2);
  if (one_in(4)) options.clearing_votes = (uint32_t)whole(2);
  if (one_in(4)) options.memory = (uint32_t)whole(4);
  if (one_in(6)) options.name = "\xFF\xFE pump";
  if (one_in(6)) options.normal_label = one_in(2) ? "normal" : "\xC3";
  return options;
}

static faultdx_status call(void) {
  union {
    faultdx_model_info info;
    faultdx_diagnosis diagnosis;
    faultdx_event event;
    faultdx_stream_state state;
    faultdx_window window;
  } *result = (void *)(scratch + ROOM / 2);
  size_t slot = below(HANDLES);
  size_t needed = 0;
  switch (below(24)) {
    case 0: return faultdx_model_load(one_in(2) ? NULL : one_in(2) ? "/" : "\xFF", &models[slot]);
    case 1: {
      size_t size = damage(file_bytes, file_size);
      faultdx_model_free(models[slot]);
      return faultdx_model_parse(pointer(scratch), one_in(6) ? count(size) : size,
                                 pointer(&models[slot]));
    }
    case 2: return faultdx_model_free(model());
    case 3:
      result->info.struct_size = structure(sizeof result->info);
      return faultdx_model_get_info(model(), pointer(&result->info));
    case 4:
      return faultdx_model_get_label(model(), (uint32_t)whole(1), pointer(scratch), count(32),
                                     pointer(&needed));
    case 5:
      return faultdx_model_get_channel(model(), (uint32_t)whole(0), pointer(scratch), count(32),
                                       pointer(&needed));
    case 6: case 7:
      draw_samples();
      return faultdx_diagnose_window(model(), pointer(samples), one_in(4) ? count(64) : 64,
                                     number(0), pointer(scratch), count(3));
    case 8: case 9: {
      faultdx_recording recording = {structure(sizeof recording), pointer(samples),
                                     count(below(SAMPLES)), one_in(5) ? (uint32_t)whole(1) : 1, 0,
                                     number(12000), number(0)};
      if (recording.channels > 1 && recording.frames < ((size_t)1 << 45))
        recording.frames /= recording.channels;
      draw_samples();
      result->diagnosis.struct_size = structure(sizeof result->diagnosis);
      return faultdx_diagnose(model(), pointer(&recording), pointer(&result->diagnosis),
                              pointer(scratch), count(3));
    }
    case 10: {
      faultdx_recording some[4];
      faultdx_diagnosis *found = (void *)(scratch + ROOM / 4);
      size_t items = 1 + below(4);
      draw_samples();
      for (size_t index = 0; index < 4; index++) {
        some[index] = (faultdx_recording){structure(sizeof some[index]), pointer(samples),
                                          below(SAMPLES), 1, 0, number(12000), number(0)};
        found[index].struct_size = structure(sizeof found[index]);
      }
      return faultdx_diagnose_all(model(), pointer(some), one_in(6) ? count(items) % 5 : items,
                                  1 + (uint32_t)below(3), pointer(found), pointer(scratch));
    }
    case 11: {
      faultdx_stream_options some;
      memset(&some, 0xAA, sizeof some);
      some.struct_size = structure(sizeof some);
      return faultdx_stream_options_init(pointer(&some));
    }
    case 12: case 13: {
      const faultdx_model *some[4] = {model(), model(), model(), model()};
      faultdx_stream_options settings = options();
      faultdx_stream_free(streams[slot]);
      return faultdx_stream_create(pointer(some), one_in(8) ? count(4) % 5 : 1 + below(2),
                                   one_in(3) ? NULL : pointer(&settings),
                                   pointer(&streams[slot]));
    }
    case 14: return faultdx_stream_free(stream());
    case 15: case 16: case 17:
      draw_samples();
      return faultdx_stream_push(stream(), pointer(samples), count(below(SAMPLES)),
                                 one_in(3) ? (int64_t)whole(5000) : -1,
                                 one_in(3) ? number(1e9) : NAN);
    case 18:
      if (one_in(2)) return faultdx_stream_set_speed(stream(), number(1500));
      return faultdx_stream_finish(stream());
    case 19:
      result->event.struct_size = structure(sizeof result->event);
      return faultdx_stream_next_event(stream(), pointer(&result->event));
    case 20:
      result->state.struct_size = structure(sizeof result->state);
      return faultdx_stream_get_state(stream(), (uint32_t)whole(0), pointer(&result->state));
    case 21:
      result->window.struct_size = structure(sizeof result->window);
      return faultdx_stream_get_window(stream(), (uint32_t)whole(0), pointer(&result->window),
                                       pointer(scratch), count(3));
    case 22: {
      faultdx_status status = faultdx_stream_snapshot(stream(), pointer(scratch),
                                                      one_in(3) ? below(100) : ROOM / 2,
                                                      pointer(&needed));
      if (status == FAULTDX_OK && needed <= ROOM / 2) {
        memcpy(snapshot, scratch, needed);
        snapshot_size = needed;
      }
      if (one_in(4)) return faultdx_stream_replace_model(stream(), (uint32_t)whole(0), model());
      return status;
    }
    default: {
      const faultdx_model *some[1] = {model()};
      size_t size = damage(snapshot, snapshot_size);
      faultdx_stream_free(streams[slot]);
      return faultdx_stream_restore(pointer(some), 1, pointer(scratch),
                                    one_in(8) ? count(size) : size, one_in(2), &streams[slot]);
    }
  }
}

int main(int arguments_count, char **arguments) {
  if (arguments_count != 4) return 64;
  FILE *file = fopen(arguments[1], "rb");
  file_bytes = malloc(ROOM);
  samples = malloc((SAMPLES + 2) * sizeof *samples);
  scratch = malloc(2 * ROOM);
  if (!file || !file_bytes || !samples || !scratch) return 66;
  file_size = fread(file_bytes, 1, ROOM, file);
  fclose(file);
  long calls = atol(arguments[2]);
  state = strtoull(arguments[3], NULL, 10);
  if (faultdx_model_parse(file_bytes, file_size, &models[0]) != FAULTDX_OK) fail("model", 0);
  long counts[10] = {0};
  for (long index = 0; index < calls; index++) {
    if (one_in(25)) faultdx_model_parse(file_bytes, file_size, &models[below(HANDLES)]);
    faultdx_status status = call();
    if (status < 0 || status > FAULTDX_NOTHING) fail("no status of this version", status);
    if (status != FAULTDX_OK && status != FAULTDX_NOTHING && faultdx_last_error()[0] == 0)
      fail("no message", status);
    counts[status]++;
  }
  printf("%ld calls:", calls);
  for (int status = 0; status < 10; status++) printf(" %ld", counts[status]);
  printf("\n");
  for (int status = 0; status < 10; status++)
    if (calls >= 5000 && status != FAULTDX_NOT_A_SNAPSHOT && counts[status] == 0)
      fail("a status that never came", status);
  return 0;
}
