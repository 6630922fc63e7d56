// Losses.

static void loop_huber(float *y, const float *prediction, const float *target, float delta, size_t n) {
  float half = delta * 0.5f;
#define HUBER(d) (absolute16(d) <= delta ? (d) * (d) * 0.5f : delta * (absolute16(d) - half))
  LOOP_OVER(n, { floats16 d = load16(prediction + i) - load16(target + i); store16(y + i, HUBER(d)); },
            { floats16 d = load_few(prediction + i, rest, 0) - load_few(target + i, rest, 0);
              store_few(y + i, HUBER(d), rest); })
#undef HUBER
}

static void loop_huber_backward(float *dx, const float *dy, const float *prediction, const float *target,
                                float delta, size_t n) {
#define CLIPPED(d) ((d) < -delta ? (floats16)-delta : ((d) > delta ? (floats16)delta : (d)))
  LOOP_OVER(n, { floats16 d = load16(prediction + i) - load16(target + i);
                 store16(dx + i, load16(dy + i) * CLIPPED(d)); },
            { floats16 d = load_few(prediction + i, rest, 0) - load_few(target + i, rest, 0);
              store_few(dx + i, load_few(dy + i, rest, 0) * CLIPPED(d), rest); })
#undef CLIPPED
}
