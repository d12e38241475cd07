/*
 * faultdx: fault diagnosis from one-dimensional signals, for programs in C, C++ and whatever calls C.
 *
 * Every function may be called from any thread and returns a status; none traps, blocks on another stream, or keeps a
 * pointer that it was given. Memory belongs to the caller. A handle that was freed, or that never was one, is refused
 * (FAULTDX_INVALID_HANDLE); freeing NULL is nothing. Pointers must be aligned for their type; one that is NULL or
 * misaligned is refused, one that points to memory that is not there is as fatal as anywhere in C.
 *
 * Structures begin with their size, which the caller sets (or the matching _init function): programs that were compiled with an
 * older header keep working with a newer library, and the other way round as far as the library knows the fields.
 *
 * Texts are UTF-8, end with a zero byte and are cut at a character where they are too long for their array.
 */
#ifndef FAULTDX_H
#define FAULTDX_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/* What this header describes; faultdx_abi_version() says what the library is. */
#define FAULTDX_ABI_VERSION 1

/* Bytes of a text in a structure, with its end. */
#define FAULTDX_TEXT_SIZE 128

/* What a function found. */
typedef int32_t faultdx_status;
#define FAULTDX_OK 0
#define FAULTDX_INVALID_ARGUMENT 1 /* NULL, misaligned, a size or number that cannot be */
#define FAULTDX_INVALID_HANDLE 2   /* freed, or never a handle of this kind */
#define FAULTDX_FILE_ERROR 3       /* the file cannot be read */
#define FAULTDX_NOT_A_MODEL 4      /* the bytes are no model of this version */
#define FAULTDX_INVALID_INPUT 5    /* samples that cannot be believed: not finite, constant, clipped */
#define FAULTDX_UNSUITABLE 6       /* samples or a stream that the model cannot hear; the message says why */
#define FAULTDX_BUFFER_TOO_SMALL 7 /* the size that is needed was written */
#define FAULTDX_NOT_A_SNAPSHOT 8   /* the bytes are no snapshot of such a stream */
#define FAULTDX_NOTHING 9          /* no event waits, no window was answered yet */

/* A model that was read; also one that others use at the same time. */
typedef struct faultdx_model faultdx_model;
/* The samples of one sensor as they come. */
typedef struct faultdx_stream faultdx_stream;

/* The version of the library's interface. */
uint32_t faultdx_abi_version(void);

/* One sentence about the last call of this thread that did not return FAULTDX_OK or FAULTDX_NOTHING; empty where there was
 * none. Valid until the thread's next call. Never NULL. */
const char *faultdx_last_error(void);

/* ---- Models ---------------------------------------------------------------------------------------------------------- */

/* Reads a model file. */
faultdx_status faultdx_model_load(const char *path, faultdx_model **model);

/* Reads a model from the bytes of its file. */
faultdx_status faultdx_model_parse(const void *bytes, size_t size, faultdx_model **model);

/* Gives a model up; streams that have it keep it. */
faultdx_status faultdx_model_free(faultdx_model *model);

typedef struct faultdx_model_info {
  size_t struct_size;
  uint64_t window_length; /* frames of a window */
  uint64_t hop;           /* frames from one window to the next */
  double sample_rate;     /* Hz; 0 where the model does not know */
  uint32_t classes;       /* labels, and probabilities of a window */
  uint32_t channels;      /* interleaved channels of what it hears */
  uint32_t networks;      /* networks whose probabilities are averaged */
  uint32_t needs_speed;   /* 1 where the shaft's speed must be known */
} faultdx_model_info;

faultdx_status faultdx_model_get_info(const faultdx_model *model, faultdx_model_info *info);

/* The name of a class, 0 to classes - 1, and of a channel. `needed` may be NULL and becomes the bytes with the zero byte. */
faultdx_status faultdx_model_get_label(
    const faultdx_model *model, uint32_t index, char *buffer, size_t size, size_t *needed);
faultdx_status faultdx_model_get_channel(
    const faultdx_model *model, uint32_t index, char *buffer, size_t size, size_t *needed);

/* ---- What was recorded already --------------------------------------------------------------------------------------- */

/* Diagnoses one window: window_length times channels samples at the model's rate, interleaved. `speed` is in revolutions per
 * minute, 0 where it is not known. `classes` is the room in `probabilities`, at least the model's. Reads the samples
 * where they are. */
faultdx_status faultdx_diagnose_window(
    const faultdx_model *model, const float *samples, size_t count, double speed, float *probabilities,
    size_t classes);

typedef struct faultdx_recording {
  size_t struct_size;
  const float *samples; /* frames times channels, interleaved */
  size_t frames;
  uint32_t channels;
  uint32_t reserved;  /* 0 */
  double sample_rate; /* Hz; 0 for the model's */
  double speed;       /* revolutions per minute; 0 where it is not known */
} faultdx_recording;

typedef struct faultdx_diagnosis {
  size_t struct_size;
  double confidence;        /* the probability of the class, 0 to 1 */
  double distance;          /* dB to the nearest recording of training; NaN where the model does not know */
  uint64_t windows;         /* that were diagnosed */
  uint64_t invalid_windows; /* that could not be believed and were left out */
  int32_t class_index;
  int32_t is_unknown;            /* 1 where the recording is unlike all of training */
  char label[FAULTDX_TEXT_SIZE]; /* of class_index */
} faultdx_diagnosis;

/* Diagnoses a recording from all of its windows. `probabilities` may be NULL with `classes` 0. */
faultdx_status faultdx_diagnose(
    const faultdx_model *model, const faultdx_recording *recording, faultdx_diagnosis *diagnosis,
    double *probabilities, size_t classes);

/* The same of many, shared by so many threads (0: all cores). `diagnoses` and `statuses` have `count` elements, each with its
 * struct_size; the status of the call is FAULTDX_OK where every one of `statuses` was written. */
faultdx_status faultdx_diagnose_all(
    const faultdx_model *model, const faultdx_recording *recordings, size_t count, uint32_t threads,
    faultdx_diagnosis *diagnoses, faultdx_status *statuses);

/* ---- Samples as they come -------------------------------------------------------------------------------------------- */

typedef struct faultdx_stream_options {
  size_t struct_size;
  const char *name;            /* for messages; NULL: "stream" */
  const char *normal_label;    /* the class that is no fault; NULL: looked for (normal, healthy, …) */
  double sample_rate;          /* Hz of what is pushed; 0: the model's */
  double speed;                /* revolutions per minute; 0 where it is not known */
  uint64_t hop;                /* frames from one window to the next at the model's rate; 0: the model's */
  uint64_t repetition_horizon; /* frames a counter may lie back and still be a repetition */
  double time_tolerance;       /* seconds a time stamp may be off */
  double confidence;           /* from which a window votes for another verdict */
  double holding_confidence;   /* down to which it votes for the present one */
  double minimum_duration;     /* seconds a new verdict must last */
  uint32_t votes;              /* windows that make a fault the verdict … */
  uint32_t clearing_votes;     /* … and the class without a fault, */
  uint32_t memory;             /* of so many last ones */
  uint32_t reserved;           /* 0 */
} faultdx_stream_options;

/* Fills in what is usual; struct_size must be set. */
faultdx_status faultdx_stream_options_init(faultdx_stream_options *options);

/* A stream that several models hear; `options` may be NULL. */
faultdx_status faultdx_stream_create(
    const faultdx_model *const *models, size_t count, const faultdx_stream_options *options,
    faultdx_stream **stream);

faultdx_status faultdx_stream_free(faultdx_stream *stream);

/* Takes the next samples: `count` of them, whole frames, interleaved, any number. `counter` is the number of the first frame,
 * negative where the sensor does not count; `time` its time stamp in seconds, NaN where there is none. Reads the samples
 * where they are. Samples that cannot be believed are an event, no error. */
faultdx_status faultdx_stream_push(
    faultdx_stream *stream, const float *samples, size_t count, int64_t counter, double time);

/* Answers for the windows that wait for samples behind them; what is pushed next begins anew. */
faultdx_status faultdx_stream_finish(faultdx_stream *stream);

/* The shaft turns at another speed from the next frame on, in revolutions per minute; 0 where it is not known any more, which a
 * model that needs it refuses. Windows described by a bearing's lines have the speed that is known when they are
 * answered; where samples are tracked by the shaft's angle, those before and after are as of two recordings. */
faultdx_status faultdx_stream_set_speed(faultdx_stream *stream, double speed);

#define FAULTDX_EVENT_RAISED 1        /* label: a fault where there was none that the model knew */
#define FAULTDX_EVENT_CHANGED 2       /* label: another fault than `previous` */
#define FAULTDX_EVENT_CLEARED 3       /* previous: what is gone; empty where it was unknown */
#define FAULTDX_EVENT_UNKNOWN 4       /* label: the nearest class of training, which it is not */
#define FAULTDX_EVENT_INVALID_INPUT 5 /* text: what is wrong; the verdict stays */
#define FAULTDX_EVENT_VALID_INPUT 6
#define FAULTDX_EVENT_GAP 7 /* text: why; missing_frames, where they are known */

typedef struct faultdx_event {
  size_t struct_size;
  uint64_t sequence;      /* 0, 1, 2, … of the stream, also behind a snapshot */
  uint64_t position;      /* the frame behind the last that decided it, by the stream's counter */
  double time;            /* its time stamp in seconds; NaN where there is none */
  double confidence;      /* of the label; 0 where there is none */
  double distance;        /* dB to training; NaN where the model does not know */
  uint64_t missing_frames; /* of a gap */
  int32_t kind;
  int32_t model; /* which of the stream's; -1 of a gap */
  char label[FAULTDX_TEXT_SIZE];
  char previous[FAULTDX_TEXT_SIZE];
  char text[2 * FAULTDX_TEXT_SIZE];
} faultdx_event;

/* The next event that was not asked for, or FAULTDX_NOTHING. Of more than 65536 that wait the oldest are dropped, which the
 * sequence shows. */
faultdx_status faultdx_stream_next_event(faultdx_stream *stream, faultdx_event *event);

#define FAULTDX_VERDICT_UNDECIDED 0
#define FAULTDX_VERDICT_NORMAL 1
#define FAULTDX_VERDICT_FAULT 2
#define FAULTDX_VERDICT_UNKNOWN 3

typedef struct faultdx_stream_state {
  size_t struct_size;
  uint64_t position;      /* the frame that is expected next, by the stream's counter */
  uint64_t windows;       /* answered so far, of all models */
  uint64_t next_sequence; /* of the next event */
  double time;            /* time stamp of the next frame; NaN where there is none */
  int32_t verdict;
  int32_t is_valid;              /* 0 where the last window could not be believed */
  char label[FAULTDX_TEXT_SIZE]; /* of the verdict; empty where there is none */
} faultdx_stream_state;

/* What one of the stream's models thinks. */
faultdx_status faultdx_stream_get_state(
    const faultdx_stream *stream, uint32_t model, faultdx_stream_state *state);

typedef struct faultdx_window {
  size_t struct_size;
  uint64_t first_frame; /* by the stream's counter */
  uint64_t end_frame;
  double confidence;
  double distance;     /* dB to training; NaN where the model does not know */
  int32_t class_index; /* -1 where the window could not be believed */
  int32_t reserved;
} faultdx_window;

/* The last window that one of the stream's models answered, or FAULTDX_NOTHING. `probabilities` may be NULL with `classes`
 * 0; they are 0 where the window could not be believed. */
faultdx_status faultdx_stream_get_window(
    const faultdx_stream *stream, uint32_t model, faultdx_window *window, float *probabilities,
    size_t classes);

/* Puts another model in the place of one, between two windows: no sample is lost. */
faultdx_status faultdx_stream_replace_model(
    faultdx_stream *stream, uint32_t number, const faultdx_model *model);

/* All that the stream remembers, as bytes; events that wait to be asked for are not in it, so ask for them first. Writes
 * the size to `needed`; with `size` 0 and a NULL buffer it only does that, and returns FAULTDX_BUFFER_TOO_SMALL. */
faultdx_status faultdx_stream_snapshot(
    const faultdx_stream *stream, void *buffer, size_t size, size_t *needed);

/* The stream that a snapshot was taken of, with the same models in their order, or others where `accept_other_models` is
 * not 0. */
faultdx_status faultdx_stream_restore(
    const faultdx_model *const *models, size_t count, const void *bytes, size_t size,
    int32_t accept_other_models, faultdx_stream **stream);

#ifdef __cplusplus
}
#endif

#endif
