// Compiles every body for one instruction set. Included once by `baseline.c`, `avx2.c` and `avx512.c`, which
// set the target attribute and:
//   FDX_LANES         floats in a register
//   FDX_TILE_ROWS     rows of the product's register tile
//   FDX_FILTER_VECTORS  registers of columns in a tile of minimal filtering, whose rows hold two sums each
//   FDX_KERNELS       the name of the table
// Everything but the table is static, so the bodies need no names of their own per instruction set.

#pragma clang fp contract(fast)

#include "bodies/vector.h"

#include "bodies/tiling.h"

#include "bodies/pack.h"
#include "bodies/peak.h"
#include "bodies/pointwise.h"
#include "bodies/product.h"

#include "bodies/minimal_filtering.h"

#include "bodies/batchnorm1d.h"
#include "bodies/pooling.h"

#include "bodies/attention.h"
#include "bodies/gated.h"
#include "bodies/gated_backward.h"
#include "bodies/row_gate.h"

#include "bodies/loss.h"
#include "bodies/optimizer.h"

#include "bodies/bfloat16.h"
#include "bodies/int8.h"

const fdx_kernels FDX_KERNELS = {
    .multiply = multiply,
    .packed_count = packed_count,
    .pack = pack,
    .filter_scratch_count = filter_scratch_count,
    .filter_packed_count = filter_packed_count,
    .filter_pack = filter_pack,
    .filter_forward = filter_forward,
    .filter_backward_weight = filter_backward_weight,
    .peak_operations = peak_operations,
    .peak = peak,
    .relu_forward = relu_forward,
    .relu_backward = relu_backward,
    .add = add,
    .column_sums = column_sums,
    .norm_statistics = norm_statistics,
    .norm_forward = norm_forward,
    .norm_backward_sums = norm_backward_sums,
    .norm_backward = norm_backward,
    .max_pool_forward = max_pool_forward,
    .max_pool_backward = max_pool_backward,
    .average_pool_forward = average_pool_forward,
    .average_pool_backward = average_pool_backward,
    .time_descriptors_backward = time_descriptors_backward,
    .channel_descriptors = channel_descriptors,
    .channel_descriptors_backward = channel_descriptors_backward,
    .gate_channels = gate_channels,
    .gate_channels_backward = gate_channels_backward,
    .gate_rows = gate_rows,
    .gate_rows_backward = gate_rows_backward,
    .sigmoid_forward = sigmoid_forward,
    .sigmoid_backward = sigmoid_backward,
    .row_convolution = row_convolution,
    .row_convolution_backward = row_convolution_backward,
    .gated_time_descriptors = gated_time_descriptors,
    .gated_channel_descriptors = gated_channel_descriptors,
    .gated_max_pool = gated_max_pool,
    .gated_rows_backward = gated_rows_backward,
    .gated_channels_backward = gated_channels_backward,
    .gated_norm_backward_sums = gated_norm_backward_sums,
    .cross_entropy = cross_entropy,
    .sum_shards = sum_shards,
    .squared_sum = squared_sum,
    .scale = scale,
    .multiply_elements = multiply_elements,
    .sgd_step = sgd_step,
    .adam_step = adam_step,
    .bfloat16 = {.lanes = FDX_LANES, .convert = bfloat16_convert, .multiply = bfloat16_multiply},
    .int8 = {.lanes = FDX_LANES, .convert = int8_convert, .multiply = int8_multiply},
};
