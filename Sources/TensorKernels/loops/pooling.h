// Pooling of planes over windows that are given by their bounds (see ConvolutionKernels.h).

// Whether the windows are 2x2, one beside the other from the first row and column on.
static bool is_halving(const struct ck_pooling *s) {
  if (2 * s->out_height > s->height || 2 * s->out_width > s->width) return false;
  for (size_t i = 0; i < s->out_height; i++)
    if ((size_t)s->row_start[i] != 2 * i || (size_t)s->row_end[i] != 2 * i + 2) return false;
  for (size_t j = 0; j < s->out_width; j++)
    if ((size_t)s->column_start[j] != 2 * j || (size_t)s->column_end[j] != 2 * j + 2) return false;
  return true;
}

// One row of 2x2 windows, whose first element is at `place` in its plane: a loop without branches.
static void max_of_fours(float *restrict y, int32_t *restrict index, const float *restrict top,
                         const float *restrict bottom, size_t place, size_t width, size_t count) {
  for (size_t j = 0; j < count; j++) {
    float best = top[2 * j];
    size_t at = place + 2 * j;
    float values[3] = {top[2 * j + 1], bottom[2 * j], bottom[2 * j + 1]};
    size_t steps[3] = {1, width, width + 1};
    int32_t chosen = (int32_t)at;
    for (size_t k = 0; k < 3; k++) {
      bool greater = values[k] > best || values[k] != values[k];
      best = greater ? values[k] : best;
      chosen = greater ? (int32_t)(at + steps[k]) : chosen;
    }
    y[j] = best;
    if (index) index[j] = chosen;
  }
}

static void loop_max_pool(float *y, int32_t *index, const float *x, const struct ck_pooling *s, size_t planes) {
  if (is_halving(s)) {
    for (size_t plane = 0; plane < planes; plane++, x += s->height * s->width)
      for (size_t i = 0; i < s->out_height; i++, y += s->out_width) {
        const float *top = x + 2 * i * s->width;
        max_of_fours(y, index, top, top + s->width, 2 * i * s->width, s->width, s->out_width);
        if (index) index += s->out_width;
      }
    return;
  }
  for (size_t plane = 0; plane < planes; plane++, x += s->height * s->width)
    for (size_t i = 0; i < s->out_height; i++)
      for (size_t j = 0; j < s->out_width; j++) {
        size_t place = (size_t)s->row_start[i] * s->width + (size_t)s->column_start[j];
        float best = x[place];
        for (size_t r = (size_t)s->row_start[i]; r < (size_t)s->row_end[i]; r++)
          for (size_t c = (size_t)s->column_start[j]; c < (size_t)s->column_end[j]; c++) {
            float value = x[r * s->width + c];
            bool greater = value > best || value != value;
            best = greater ? value : best;
            place = greater ? r * s->width + c : place;
          }
        *y++ = best;
        if (index) *index++ = (int32_t)place;
      }
}

static void loop_max_pool_backward(float *dx, const float *dy, const int32_t *index, const struct ck_pooling *s,
                                   size_t planes) {
  size_t windows = s->out_height * s->out_width;
  loop_fill(dx, 0, planes * s->height * s->width);
  for (size_t plane = 0; plane < planes; plane++, dx += s->height * s->width)
    for (size_t i = 0; i < windows; i++) dx[*index++] += *dy++;
}

static void loop_max_pool_again(float *y, const float *dx, const int32_t *index, const struct ck_pooling *s,
                                size_t planes) {
  size_t windows = s->out_height * s->out_width;
  for (size_t plane = 0; plane < planes; plane++, dx += s->height * s->width)
    for (size_t i = 0; i < windows; i++) *y++ = dx[*index++];
}

static void loop_average_pool(float *y, const float *x, const struct ck_pooling *s, size_t planes) {
  for (size_t plane = 0; plane < planes; plane++, x += s->height * s->width)
    for (size_t i = 0; i < s->out_height; i++)
      for (size_t j = 0; j < s->out_width; j++) {
        float sum = 0;
        for (size_t r = (size_t)s->row_start[i]; r < (size_t)s->row_end[i]; r++)
          for (size_t c = (size_t)s->column_start[j]; c < (size_t)s->column_end[j]; c++) sum += x[r * s->width + c];
        *y++ = sum / (float)(s->row_count[i] * s->column_count[j]);
      }
}

static void loop_average_pool_backward(float *dx, const float *dy, const struct ck_pooling *s, size_t planes) {
  loop_fill(dx, 0, planes * s->height * s->width);
  for (size_t plane = 0; plane < planes; plane++, dx += s->height * s->width)
    for (size_t i = 0; i < s->out_height; i++)
      for (size_t j = 0; j < s->out_width; j++) {
        float share = *dy++ / (float)(s->row_count[i] * s->column_count[j]);
        for (size_t r = (size_t)s->row_start[i]; r < (size_t)s->row_end[i]; r++)
          for (size_t c = (size_t)s->column_start[j]; c < (size_t)s->column_end[j]; c++) dx[r * s->width + c] += share;
      }
}
