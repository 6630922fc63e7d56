// Pooling of planes over windows that are given by their bounds (see ConvolutionKernels.h).

static void loop_max_pool(float *y, int32_t *index, const float *x, const struct ck_pooling *s, size_t planes) {
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
