#include "last_error.h"

static _Thread_local char memory[LAST_ERROR_SIZE];

char *last_error_memory(void) { return memory; }
