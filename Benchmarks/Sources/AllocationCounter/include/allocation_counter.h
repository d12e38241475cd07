#pragma once

#include <stdint.h>

/// How often this process has asked for memory so far; -1 where that cannot be told.
int64_t allocation_count(void);
