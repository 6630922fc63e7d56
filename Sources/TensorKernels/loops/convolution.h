// Convolutions, image by image: an image is laid out by pixels in the workspace, correlated with packed weights in
// tiles that read it in place, and the result is sorted into planes. See ConvolutionKernels.h for the chains.

#include "convolution_geometry.h"
#include "convolution_tiles.h"
#include "convolution_layout.h"
#include "pooling.h"

static size_t loop_convolution_packed_size(const struct ck_convolution *s, bool transposed) {
  struct extents e = extents_of(s, false);
  size_t taps = s->kernel_height * s->kernel_width;
  return s->groups * taps
         * (transposed ? e.outputs * round_up(e.channels, LANES) : e.channels * round_up(e.outputs, LANES));
}

/// One grid of the gradient of x, of which there is one for every two residues modulo the strides.
INLINE void backward_axes(struct axis *rows, struct axis *columns, size_t grid, const struct ck_convolution *s,
                          const struct extents *e, float **workspace) {
  *rows = backward_axis(grid / s->stride_width, s->height, s->kernel_height, s->stride_height, s->dilation_height,
                        s->padding_height, e->top, workspace);
  *columns = backward_axis(grid % s->stride_width, s->width, s->kernel_width, s->stride_width, s->dilation_width,
                           s->padding_width, e->left, workspace);
}

static void loop_convolution_pack(float *packed, const float *weight, const struct ck_convolution *s,
                                  bool transposed) {
  struct extents e = extents_of(s, true);
  size_t taps = s->kernel_height * s->kernel_width, filter = e.channels * taps;
  size_t grids = transposed ? s->stride_height * s->stride_width : 1;
  // The axes need a few numbers for each row and column of the kernel: room for those of most kernels, or one by one.
  for (size_t group = 0; group < s->groups; group++, weight += e.outputs * filter)
    for (size_t grid = 0; grid < grids; grid++) {
      float numbers[2 * (round_up(s->kernel_height, 16) + round_up(s->kernel_width, 16))], *room = numbers;
      struct axis rows, columns;
      if (transposed) {
        backward_axes(&rows, &columns, grid, s, &e, &room);
        packed = pack_taps(packed, weight, &rows, &columns, s->kernel_width, e.outputs, filter, e.channels, taps);
      } else {
        rows = forward_axis(s->out_height, s->kernel_height, s->stride_height, s->dilation_height, &room);
        columns = forward_axis(s->out_width, s->kernel_width, s->stride_width, s->dilation_width, &room);
        packed = pack_taps(packed, weight, &rows, &columns, s->kernel_width, e.channels, taps, e.outputs, filter);
      }
    }
}

// Vectors are read and written whole, up to SLACK floats beyond the last pixel.
enum { SLACK = 64, GRID_FLOATS = sizeof(struct correlation) / sizeof(float) };

INLINE float *take_pixels(float **workspace, size_t pixels, size_t stride) {
  return take(workspace, pixels * stride + SLACK);
}

INLINE size_t room_for(size_t count) { return round_up(count, 16); }

static size_t loop_convolution_workspace(const struct ck_convolution *s) {
  struct extents e = extents_of(s, true);
  size_t taps = s->kernel_height * s->kernel_width;
  size_t axes = 2 * (room_for(s->kernel_height) + room_for(s->kernel_width));
  size_t x = room_for(e.x_height * e.x_width * e.x_stride + SLACK);
  size_t pooled = room_for(e.pooled_height * e.pooled_width * e.y_stride + SLACK);
  size_t pixels = s->out_height * s->out_width;
  size_t forward = x + room_for(pixels * e.y_stride + SLACK) + room_for(grouped_width(1, e.outputs) * s->groups)
                   + (has_pool(s) ? pooled : 0);
  size_t backward = x + room_for(e.dy_height * e.dy_width * e.dy_stride + SLACK) + (has_pool(s) ? pooled : 0)
                    + room_for(s->height * s->width * e.dx_stride + SLACK) + room_for(taps * e.channels)
                    + room_for(grouped_width(1, e.channels) * s->groups);
  size_t tables = room_for(s->stride_height * s->stride_width * GRID_FLOATS) + axes + room_for(pixels) + room_for(2 * segments_at_most(taps, e.channels));
  for (size_t grid = 0; grid < s->stride_height * s->stride_width; grid++)
    tables += axes + room_for((s->height / s->stride_height + 1) * (s->width / s->stride_width + 1));
  // The grids share the taps between them; each rounds its share up.
  tables += 2 * segments_at_most(taps, e.outputs) + 32 * s->stride_height * s->stride_width;
  return (forward > backward ? forward : backward) + room_for(tables);
}

/// The bias of each group on whole registers: one group after the other, or NULL.
static const float *spread_bias(const float *bias, size_t groups, size_t each, float **workspace) {
  size_t width = round_up(each, LANES);
  float *spread = take(workspace, groups * width);
  if (!bias) return NULL;
  loop_fill(spread, 0, groups * width);
  for (size_t group = 0; group < groups; group++) loop_copy(spread + group * width, bias + group * each, each);
  return spread;
}

/// Room for x as pixels, its padding filled with zeros.
static float *padded_x(const struct extents *e, float **workspace) {
  float *x = take_pixels(workspace, e->x_height * e->x_width, e->x_stride);
  loop_fill(x, 0, e->x_height * e->x_width * e->x_stride);
  return x;
}

INLINE void lay_out_x(float *pixels, const float *x, const struct ck_convolution *s, const struct extents *e) {
  planes_to_pixels(pixels + (s->padding_height * e->x_width + s->padding_width) * e->x_stride, e->x_stride,
                   e->x_width * e->x_stride, x, NULL, s->channels, s->height, s->width);
}

INLINE struct correlation forward_correlation(const struct ck_convolution *s, const struct extents *e,
                                              float **workspace) {
  struct axis rows = forward_axis(s->out_height, s->kernel_height, s->stride_height, s->dilation_height, workspace);
  struct axis columns = forward_axis(s->out_width, s->kernel_width, s->stride_width, s->dilation_width, workspace);
  return correlate_axes(rows, columns, e->x_width, e->x_stride, e->channels, workspace);
}

static void loop_convolution_forward(float *y, uint8_t *index, const float *x, const float *packed, const float *bias,
                                     int activation, const struct ck_convolution *s, size_t images,
                                     float *workspace) {
  struct extents e = extents_of(s, false);
  size_t pixels = s->out_height * s->out_width, windows = e.pooled_height * e.pooled_width;
  bool relu = activation == CK_ACTIVATION_RELU;
  float *laid = padded_x(&e, &workspace);
  float *z = take_pixels(&workspace, pixels, e.y_stride);
  float *pooled = index ? take_pixels(&workspace, windows, e.y_stride) : NULL;
  bias = spread_bias(bias, s->groups, e.outputs, &workspace);
  struct correlation k = forward_correlation(s, &e, &workspace);
  size_t width = round_up(e.outputs, LANES);
  for (size_t b = 0; b < images; b++, x += s->channels * s->height * s->width) {
    lay_out_x(laid, x, s, &e);
    for (size_t group = 0; group < s->groups; group++)
      correlate(z + group * e.outputs, e.y_stride, laid + group * e.channels, &k, packed + group * k.depth * width,
                e.outputs, bias ? bias + group * width : NULL, relu);
    if (index) {
      pool_pixels(pooled, index, z, e.y_stride, s, &e, relu);
      pixels_to_planes(y, pooled, e.y_stride, s->outputs, windows);
      y += s->outputs * windows;
      index += s->outputs * windows;
      continue;
    }
    pixels_to_planes(y, z, e.y_stride, s->outputs, pixels);
    activate(y, 0, 1, s->outputs * pixels, activation);
    y += s->outputs * pixels;
  }
}

static size_t loop_convolution_partial_size(const struct ck_convolution *s) {
  return room_for(loop_convolution_packed_size(s, false)) + room_for(s->outputs) + 16;
}

/// sums[output] += the pixels of dz, row by row.
static void accumulate_bias(float *sums, const float *dz, size_t outputs, struct rectangle all) {
  for (size_t o = 0; o < outputs; o += 16) {
    size_t count = smaller(16, outputs - o);
    floats16 sum = count == 16 ? load16(sums + o) : load_few(sums + o, count, 0);
    for (size_t i = 0; i < all.height; i++)
      for (size_t j = 0; j < all.width; j++) sum += load16(dz + i * all.b_row + j * all.b_column + o);
    store_few(sums + o, sum, count & 15);
    if (count == 16) store16(sums + o, sum);
  }
}

/// The gradient of one image's x from dz, grid by grid.
static void input_gradient(float *dx, const float *dz, float *z, const struct correlation *grids, const float *packed,
                           const float *bias, const struct ck_convolution *s, const struct extents *e) {
  size_t count = s->stride_height * s->stride_width, width = round_up(e->channels, LANES);
  size_t group_size = s->kernel_height * s->kernel_width * e->outputs * width;
  for (size_t grid = 0, from = 0; grid < count; grid++) {
    const struct correlation *k = grids + grid;
    for (size_t group = 0; group < s->groups; group++)
      correlate(z + group * e->channels, e->dx_stride, dz + group * e->outputs, k,
                packed + group * group_size + from, e->channels, bias ? bias + group * width : NULL, false);
    from += k->depth * width;
    grid_to_planes(dx, s->height, s->width, z, e->dx_stride, s->channels, &k->rows, &k->columns);
  }
}

static void loop_convolution_backward(float *dx, float *partial, const float *dy, const float *mask,
                                      const uint8_t *index, const float *x, const float *packed, const float *bias,
                                      const struct ck_convolution *s, size_t images, float *workspace) {
  struct extents e = extents_of(s, dx != NULL);
  size_t pixels = s->out_height * s->out_width, windows = e.pooled_height * e.pooled_width;
  size_t elements = s->kernel_height * s->kernel_width * e.channels, width = round_up(e.outputs, LANES);
  size_t dz_row = e.dy_width * e.dy_stride, dz_size = e.dy_height * dz_row;
  float *dz = take_pixels(&workspace, e.dy_height * e.dy_width, e.dy_stride);
  float *inside = dz + e.top * dz_row + e.left * e.dy_stride;
  loop_fill(dz, 0, dz_size + SLACK);
  float *pooled = index ? take_pixels(&workspace, windows, e.y_stride) : NULL;
  struct rectangle all = {s->out_height, s->out_width, s->stride_height * e.x_width * e.x_stride,
                          s->stride_width * e.x_stride, dz_row, e.dy_stride};
  float *laid = NULL, *z = NULL, *bias_sums = NULL;
  uint32_t *offsets = NULL;
  if (partial) {
    laid = padded_x(&e, &workspace);
    offsets = (uint32_t *)take(&workspace, elements);
    struct correlation k = forward_correlation(s, &e, &workspace);
    for (size_t i = 0, p = 0; i < k.count; i++)
      for (uint32_t j = 0; j < k.segments[i].length; j++) offsets[p++] = k.segments[i].offset + j;
    loop_fill(partial, 0, loop_convolution_partial_size(s));
    bias_sums = partial + room_for(loop_convolution_packed_size(s, false));
  }
  size_t grid_count = dx ? s->stride_height * s->stride_width : 0;
  struct correlation *grids = (struct correlation *)take(&workspace, grid_count * GRID_FLOATS);
  if (dx) {
    z = take_pixels(&workspace, s->height * s->width, e.dx_stride);
    bias = spread_bias(bias, s->groups, e.channels, &workspace);
  }
  for (size_t grid = 0; grid < grid_count; grid++) {
    struct axis rows, columns;
    backward_axes(&rows, &columns, grid, s, &e, &workspace);
    grids[grid] = correlate_axes(rows, columns, e.dy_width, e.dy_stride, e.outputs, &workspace);
  }
  for (size_t b = 0; b < images; b++) {
    if (index) {
      planes_to_pixels(pooled, e.y_stride, e.pooled_width * e.y_stride, dy, NULL, s->outputs, e.pooled_height,
                       e.pooled_width);
      unpool_pixels(inside, e.dy_stride, dz_row, pooled, e.y_stride, index, s, &e);
      index += s->outputs * windows;
      dy += s->outputs * windows;
    } else {
      planes_to_pixels(inside, e.dy_stride, dz_row, dy, mask, s->outputs, s->out_height, s->out_width);
      if (mask) mask += s->outputs * pixels;
      dy += s->outputs * pixels;
    }
    if (partial) {
      lay_out_x(laid, x, s, &e);
      x += s->channels * s->height * s->width;
      for (size_t group = 0; group < s->groups; group++)
        accumulate_weights(partial + group * elements * width, laid + group * e.channels, offsets, elements,
                           inside + group * e.outputs, e.outputs, all);
      accumulate_bias(bias_sums, inside, s->outputs, all);
    }
    if (dx) {
      input_gradient(dx, dz, z, grids, packed, bias, s, &e);
      dx += s->channels * s->height * s->width;
    }
  }
}

static void loop_convolution_sum(float *weight_gradient, float *bias_gradient, float *partials, size_t count,
                                 const struct ck_convolution *s) {
  struct extents e = extents_of(s, false);
  size_t taps = s->kernel_height * s->kernel_width, width = round_up(e.outputs, LANES);
  size_t size = loop_convolution_partial_size(s);
  if (count == 0) {
    if (weight_gradient) loop_fill(weight_gradient, 0, s->outputs * e.channels * taps);
    if (bias_gradient) loop_fill(bias_gradient, 0, s->outputs);
    return;
  }
  for (size_t i = 1; i < count; i++) loop_add(partials, partials, partials + i * size, size);
  if (bias_gradient)
    loop_copy(bias_gradient, partials + room_for(loop_convolution_packed_size(s, false)), s->outputs);
  if (!weight_gradient) return;
  for (size_t o = 0; o < s->outputs; o++) {
    const float *own = partials + o / e.outputs * taps * e.channels * width + o % e.outputs;
    for (size_t c = 0; c < e.channels; c++)
      for (size_t tap = 0; tap < taps; tap++) *weight_gradient++ = own[(tap * e.channels + c) * width];
  }
}
