/* The header alone, and everything in it used: as C11 and as C++17. */
#include <faultdx.h>

int main(void) {
  faultdx_model *model = 0;
  faultdx_stream *stream = 0;
  faultdx_model_info info;
  faultdx_recording recording;
  faultdx_diagnosis diagnosis;
  faultdx_stream_options options;
  faultdx_event event;
  faultdx_stream_state state;
  faultdx_window window;
  info.struct_size = sizeof info;
  recording.struct_size = sizeof recording;
  diagnosis.struct_size = sizeof diagnosis;
  options.struct_size = sizeof options;
  event.struct_size = sizeof event;
  state.struct_size = sizeof state;
  window.struct_size = sizeof window;
  if (faultdx_abi_version() != FAULTDX_ABI_VERSION) return 1;
  if (faultdx_model_free(model) != FAULTDX_OK || faultdx_stream_free(stream) != FAULTDX_OK) return 2;
  if (faultdx_model_get_info(model, &info) != FAULTDX_INVALID_ARGUMENT) return 3;
  if (faultdx_last_error()[0] == 0) return 4;
  (void)recording, (void)diagnosis, (void)options, (void)event, (void)state, (void)window;
  return 0;
}
