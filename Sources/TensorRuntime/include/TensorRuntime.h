// The state of a thread, the pool of float blocks, and the worker threads: what TensorCore needs below Swift.
#ifndef TENSOR_RUNTIME_H
#define TENSOR_RUNTIME_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

// ---------------------------------------------------------------- the state of a thread

/// What autograd keeps per thread. `clock` numbers recorded operations: each gets a number above those of its inputs.
struct rt_recorder {
  uint64_t clock;
  bool is_off;
};

extern _Thread_local struct rt_recorder rt_recorder_of_thread __attribute__((tls_model("initial-exec")));

/// Are operations of this thread recorded for a backward pass?
static inline bool rt_is_recording(void) { return !rt_recorder_of_thread.is_off; }

/// Turns recording on or off for this thread; returns what it was.
static inline bool rt_set_recording(bool is_on) {
  bool was_on = !rt_recorder_of_thread.is_off;
  rt_recorder_of_thread.is_off = !is_on;
  return was_on;
}

/// The number of a new operation: above every number given on this thread, and above `inputs`.
static inline uint64_t rt_tick(uint64_t inputs) {
  uint64_t clock = rt_recorder_of_thread.clock;
  return rt_recorder_of_thread.clock = (clock > inputs ? clock : inputs) + 1;
}

// ---------------------------------------------------------------- blocks of floats

/// A block for `count` floats, 64-byte aligned, contents undefined. From this thread's free list where one fits;
/// stops the process with a message where the system has no memory left.
float *rt_take(size_t count);
/// Gives a block of rt_take(count) back, on any thread.
void rt_give(float *block, size_t count);
/// Returns the free blocks of this thread, and those that threads share, to the system.
void rt_trim(void);

/// Bytes asked of the system since the start: constant while the pool serves everything.
int64_t rt_bytes_from_system(void);
/// Bytes now held, in use or free: from the system and not returned.
int64_t rt_bytes_held(void);
/// Bytes in blocks now in use, over all threads.
int64_t rt_bytes_in_use(void);
/// What this thread has asked of the system, and what it has taken and not given back.
int64_t rt_bytes_from_system_of_thread(void);
int64_t rt_bytes_in_use_of_thread(void);
/// How many blocks this thread has ever taken, from the pool or the system.
int64_t rt_blocks_taken_of_thread(void);
/// The most bytes that this thread had in use at once since it last asked to begin anew.
int64_t rt_peak_bytes_of_thread(bool begins_anew);

// ---------------------------------------------------------------- worker threads

/// Calls body(context, part) once for each part below `parts`, on this thread and up to parts - 1 kept workers;
/// returns when all are done. Where the workers are busy for another caller, this thread does every part.
void rt_run(size_t parts, void (*body)(void *context, size_t part), void *context);

#endif
