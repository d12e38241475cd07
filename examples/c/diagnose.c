/* Diagnoses raw float32 samples with a model: as a recording, and as they would come from a sensor.
 *
 *   cc -std=c11 diagnose.c $(pkg-config --cflags --libs faultdx) -o diagnose
 *   ./diagnose model.safetensors samples.f32 12000
 */
#include <faultdx.h>

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

static void expect(faultdx_status status, const char *what) {
  if (status == FAULTDX_OK) return;
  fprintf(stderr, "%s: %s\n", what, faultdx_last_error());
  exit(1);
}

static float *read_samples(const char *path, size_t *count) {
  FILE *file = fopen(path, "rb");
  float *samples = NULL;
  long size = 0;
  if (file && fseek(file, 0, SEEK_END) == 0 && (size = ftell(file)) > 0) {
    rewind(file);
    samples = malloc((size_t)size);
    *count = samples ? fread(samples, sizeof *samples, (size_t)size / sizeof *samples, file) : 0;
  }
  if (file) fclose(file);
  return samples;
}

/* Prints every event that waits. */
static void print_events(faultdx_stream *stream) {
  faultdx_event event = {.struct_size = sizeof event};
  while (faultdx_stream_next_event(stream, &event) == FAULTDX_OK) {
    printf("event %llu at frame %llu: ", (unsigned long long)event.sequence,
           (unsigned long long)event.position);
    switch (event.kind) {
      case FAULTDX_EVENT_RAISED: printf("%s raised, %.3f\n", event.label, event.confidence); break;
      case FAULTDX_EVENT_CHANGED: printf("%s became %s\n", event.previous, event.label); break;
      case FAULTDX_EVENT_CLEARED: printf("%s cleared\n", event.previous); break;
      case FAULTDX_EVENT_UNKNOWN: printf("unknown, nearest %s\n", event.label); break;
      case FAULTDX_EVENT_VALID_INPUT: printf("valid input\n"); break;
      default: printf("%s\n", event.text); break;
    }
  }
}

int main(int count, char **arguments) {
  if (count != 4) {
    fprintf(stderr, "usage: %s MODEL SAMPLES.f32 RATE\n", arguments[0]);
    return 64;
  }
  size_t samples_count = 0;
  float *samples = read_samples(arguments[2], &samples_count);
  if (!samples) {
    perror(arguments[2]);
    return 66;
  }
  faultdx_model *model = NULL;
  expect(faultdx_model_load(arguments[1], &model), "model");
  faultdx_model_info info = {.struct_size = sizeof info};
  expect(faultdx_model_get_info(model, &info), "info");
  printf("%u classes, windows of %llu frames of %u channels at %g Hz\n", info.classes,
         (unsigned long long)info.window_length, info.channels, info.sample_rate);

  /* The whole recording. */
  faultdx_recording recording = {.struct_size = sizeof recording, .samples = samples,
                                 .frames = samples_count / info.channels,
                                 .channels = info.channels, .sample_rate = atof(arguments[3])};
  faultdx_diagnosis diagnosis = {.struct_size = sizeof diagnosis};
  expect(faultdx_diagnose(model, &recording, &diagnosis, NULL, 0), "diagnose");
  printf("recording: %s, %.3f, of %llu windows\n", diagnosis.label, diagnosis.confidence,
         (unsigned long long)diagnosis.windows);

  /* The same samples as they come, a tenth of a second at a time; the stream is kept and restored half-way. */
  faultdx_stream_options options = {.struct_size = sizeof options};
  expect(faultdx_stream_options_init(&options), "options");
  options.sample_rate = recording.sample_rate;
  faultdx_stream *stream = NULL;
  const faultdx_model *models[] = {model};
  expect(faultdx_stream_create(models, 1, &options, &stream), "stream");
  size_t chunk = (size_t)(recording.sample_rate / 10);
  for (size_t frame = 0; frame < recording.frames; frame += chunk) {
    size_t frames = recording.frames - frame < chunk ? recording.frames - frame : chunk;
    expect(faultdx_stream_push(stream, samples + frame * info.channels, frames * info.channels,
                               (int64_t)frame, NAN),
           "push");
    print_events(stream);
    if (frame / chunk == recording.frames / chunk / 2) {
      size_t size = 0;
      faultdx_stream_snapshot(stream, NULL, 0, &size);
      void *bytes = malloc(size);
      expect(faultdx_stream_snapshot(stream, bytes, size, &size), "snapshot");
      expect(faultdx_stream_free(stream), "free");
      expect(faultdx_stream_restore(models, 1, bytes, size, 0, &stream), "restore");
      free(bytes);
    }
  }
  expect(faultdx_stream_finish(stream), "finish");
  print_events(stream);
  faultdx_stream_state state = {.struct_size = sizeof state};
  expect(faultdx_stream_get_state(stream, 0, &state), "state");
  printf("stream: %llu windows, %s\n", (unsigned long long)state.windows,
         state.verdict == FAULTDX_VERDICT_UNDECIDED ? "undecided" : state.label);
  expect(faultdx_stream_free(stream), "free");
  expect(faultdx_model_free(model), "free");
  free(samples);
  return 0;
}
