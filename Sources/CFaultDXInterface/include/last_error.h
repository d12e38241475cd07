// Not part of what is installed: memory for the message of the last error, one for each thread.
#pragma once

#include <stddef.h>

/// Bytes of a message with its end.
#define LAST_ERROR_SIZE 1024

/// The calling thread's memory.
char *last_error_memory(void);
