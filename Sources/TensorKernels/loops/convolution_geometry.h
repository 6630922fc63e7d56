// Where a convolution reads: images with their channels side by side ([row, column, channel]) and a margin of zeros,
// pixels as offsets into them, and the kernel as a list of segments that are read in one piece for every pixel.

INLINE float *take(float **workspace, size_t count) {
  float *block = *workspace;
  *workspace += round_up(count, 16);
  return block;
}

/// Floats from pixel to pixel: the channels, and a gap where the step would visit few sets of the first cache.
INLINE size_t pixel_stride(size_t channels) {
  return channels >= 32 && channels % 32 == 0 ? channels + 16 : channels;
}

/// The width that `groups` results of `each` columns need where each is written in whole registers.
INLINE size_t grouped_width(size_t groups, size_t each) { return (groups - 1) * each + round_up(each, LANES); }

/// The sizes of what a convolution keeps for one image at a time.
struct extents {
  size_t channels, outputs;                   // of one group
  size_t x_height, x_width, x_stride;         // x with its padding
  size_t y_stride, dx_stride;                 // results, before they are sorted by channel
  size_t top, left, dy_height, dy_width, dy_stride;  // dy with the margin that the gradient of x reads
  size_t pooled_height, pooled_width;
};

INLINE struct extents extents_of(const struct ck_convolution *s, bool margins) {
  struct extents e = {.channels = s->channels / s->groups, .outputs = s->outputs / s->groups};
  e.x_height = s->height + 2 * s->padding_height;
  e.x_width = s->width + 2 * s->padding_width;
  e.x_stride = pixel_stride(s->channels);
  e.y_stride = pixel_stride(grouped_width(s->groups, e.outputs));
  e.dx_stride = pixel_stride(grouped_width(s->groups, e.channels));
  e.dy_stride = pixel_stride(grouped_width(s->groups, e.outputs));
  e.dy_height = s->out_height;
  e.dy_width = s->out_width;
  if (margins && s->height > 0 && s->width > 0) {
    size_t reach_height = (s->kernel_height - 1) * s->dilation_height;
    size_t reach_width = (s->kernel_width - 1) * s->dilation_width;
    if (reach_height > s->padding_height)
      e.top = (reach_height - s->padding_height + s->stride_height - 1) / s->stride_height;
    if (reach_width > s->padding_width)
      e.left = (reach_width - s->padding_width + s->stride_width - 1) / s->stride_width;
    size_t last_row = (s->height - 1 + s->padding_height) / s->stride_height;
    size_t last_column = (s->width - 1 + s->padding_width) / s->stride_width;
    e.dy_height = e.top + (last_row >= s->out_height ? last_row + 1 : s->out_height);
    e.dy_width = e.left + (last_column >= s->out_width ? last_column + 1 : s->out_width);
  }
  e.pooled_height = s->out_height / (s->pool_height ? s->pool_height : 1);
  e.pooled_width = s->out_width / (s->pool_width ? s->pool_width : 1);
  return e;
}

INLINE bool has_pool(const struct ck_convolution *s) { return s->pool_height * s->pool_width > 1; }

/// One axis of a correlation: result t (the whole result's first + t * stride) reads at t * step, and further by one
/// offset for each tap, the index of a kernel's row or column.
struct axis {
  size_t count, step, first, stride, taps;
  uint32_t *tap, *offset;
};

/// The axis of a forward pass: every tap, ascending.
INLINE struct axis forward_axis(size_t count, size_t kernel, size_t stride, size_t dilation, float **workspace) {
  struct axis axis = {count, stride, 0, 1, kernel, (uint32_t *)take(workspace, kernel),
                      (uint32_t *)take(workspace, kernel)};
  for (size_t k = 0; k < kernel; k++) {
    axis.tap[k] = (uint32_t)k;
    axis.offset[k] = (uint32_t)(k * dilation);
  }
  return axis;
}

/// The axis of the gradient of x at those places i whose i + padding leaves `residue` when divided by the stride: only
/// the taps that reach them, descending, so that they read dy ascending.
INLINE struct axis backward_axis(size_t residue, size_t size, size_t kernel, size_t stride, size_t dilation,
                                 size_t padding, size_t margin, float **workspace) {
  size_t first = (residue + padding * (stride - 1)) % stride;  // residue - padding, modulo the stride
  struct axis axis = {first < size ? (size - 1 - first) / stride + 1 : 0, 1, first, stride, 0,
                      (uint32_t *)take(workspace, kernel), (uint32_t *)take(workspace, kernel)};
  for (size_t k = kernel; k-- > 0;) {
    if (k * dilation % stride != residue) continue;
    axis.tap[axis.taps] = (uint32_t)k;
    axis.offset[axis.taps++] = (uint32_t)((margin * stride + first + padding - k * dilation) / stride);
  }
  return axis;
}

/// Floats that stand together in the image, read for every pixel.
struct segment {
  uint32_t offset, length;
};

/// Results of one kind: a grid of pixels, and what each of them sums over.
struct correlation {
  struct axis rows, columns;
  size_t pixels, depth, count;
  uint32_t *pixel;           // where each pixel begins
  struct segment *segments;  // `count` of them, `depth` floats together
};

INLINE size_t segments_at_most(size_t taps, size_t each) { return taps * (each / DEPTH + 1); }

INLINE struct correlation correlate_axes(struct axis rows, struct axis columns, size_t image_width, size_t stride,
                                         size_t each, float **workspace) {
  size_t taps = rows.taps * columns.taps;
  struct correlation k = {rows, columns, rows.count * columns.count, taps * each, 0,
                          (uint32_t *)take(workspace, rows.count * columns.count),
                          (struct segment *)take(workspace, 2 * segments_at_most(taps, each))};
  size_t place = 0;
  for (size_t i = 0; i < rows.count; i++)
    for (size_t j = 0; j < columns.count; j++)
      k.pixel[place++] = (uint32_t)((i * rows.step * image_width + j * columns.step) * stride);
  for (size_t i = 0; i < rows.taps; i++)
    for (size_t j = 0; j < columns.taps; j++) {
      uint32_t offset = (uint32_t)((rows.offset[i] * image_width + columns.offset[j]) * stride);
      size_t length = each;
      struct segment *last = k.segments + k.count - (k.count != 0);
      if (k.count != 0 && last->offset + last->length == offset && last->length + length <= DEPTH) {
        last->length += (uint32_t)length;
        continue;
      }
      while (length != 0) {
        size_t piece = smaller(length, DEPTH);
        k.segments[k.count++] = (struct segment){offset, (uint32_t)piece};
        offset += (uint32_t)piece;
        length -= piece;
      }
    }
  return k;
}

/// Panels of the weights that a correlation meets, in its order: for each tap `each` rows of n columns.
static float *pack_taps(float *packed, const float *weight, const struct axis *rows, const struct axis *columns,
                        size_t kernel_width, size_t each, size_t row_stride, size_t n, size_t column_stride) {
  for (size_t j = 0; j < n; j += PANEL) {
    size_t present = smaller(PANEL, n - j), width = panel_width(n - j);
    for (size_t i = 0; i < rows->taps; i++)
      for (size_t k = 0; k < columns->taps; k++) {
        const float *source = weight + rows->tap[i] * kernel_width + columns->tap[k] + j * column_stride;
        for (size_t p = 0; p < each; p++, packed += width, source += row_stride)
          for (size_t q = 0; q < width; q++) packed[q] = q < present ? source[q * column_stride] : 0.0f;
      }
  }
  return packed;
}
