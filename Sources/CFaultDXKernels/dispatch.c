#include "faultdx_kernels.h"
