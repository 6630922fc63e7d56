// Kept worker threads. Each has a mailbox of its own: the caller writes a job into it and waits until it is empty again.
// A worker that waits spins a little before it sleeps, so that a step of many small products wakes it but once.
#include <pthread.h>
#include <sched.h>
#include <stdatomic.h>

#include "TensorRuntime.h"

enum { MOST_WORKERS = 255, SPINS = 4000 };

struct job {
  void (*body)(void *context, size_t part);
  void *context;
  size_t first, step, end;  // parts first, first + step, … below end
};

enum { IDLE, READY };

struct worker {
  _Alignas(64) _Atomic int state;
  struct job job;
  pthread_mutex_t mutex;
  pthread_cond_t wake;
  _Atomic bool sleeps;
};

static struct worker workers[MOST_WORKERS];
static size_t started;                                        // under `busy`
static pthread_mutex_t busy = PTHREAD_MUTEX_INITIALIZER;  // held by the caller whose job runs

static inline void pause_briefly(void) {
#if defined(__x86_64__)
  __builtin_ia32_pause();
#elif defined(__aarch64__)
  __asm__ volatile("yield");
#endif
}

static void run(const struct job *job) {
  for (size_t part = job->first; part < job->end; part += job->step) job->body(job->context, part);
}

static void *work(void *argument) {
  struct worker *self = argument;
  for (;;) {
    int spins = 0;
    while (atomic_load_explicit(&self->state, memory_order_acquire) != READY) {
      if (++spins < SPINS) {
        pause_briefly();
        continue;
      }
      pthread_mutex_lock(&self->mutex);
      atomic_store(&self->sleeps, true);
      while (atomic_load(&self->state) != READY) pthread_cond_wait(&self->wake, &self->mutex);
      atomic_store(&self->sleeps, false);
      pthread_mutex_unlock(&self->mutex);
    }
    run(&self->job);
    atomic_store_explicit(&self->state, IDLE, memory_order_release);
  }
  return NULL;
}

// Starts workers up to `wanted`; returns how many there are (fewer where the system refuses a thread).
static size_t ensure(size_t wanted) {
  while (started < wanted && started < MOST_WORKERS) {
    struct worker *next = &workers[started];
    pthread_t thread;
    pthread_mutex_init(&next->mutex, NULL);
    pthread_cond_init(&next->wake, NULL);
    if (pthread_create(&thread, NULL, work, next) != 0) break;
    pthread_detach(thread);
    started++;
  }
  return started < wanted ? started : wanted;
}

void rt_run(size_t parts, void (*body)(void *context, size_t part), void *context) {
  if (parts == 0) return;
  if (parts == 1 || pthread_mutex_trylock(&busy) != 0) {
    for (size_t part = 0; part < parts; part++) body(context, part);
    return;
  }
  size_t helpers = ensure(parts - 1);
  for (size_t i = 0; i < helpers; i++) {
    struct worker *worker = &workers[i];
    worker->job = (struct job){body, context, i + 1, helpers + 1, parts};
    atomic_store(&worker->state, READY);
    if (atomic_load(&worker->sleeps)) {
      pthread_mutex_lock(&worker->mutex);
      pthread_cond_signal(&worker->wake);
      pthread_mutex_unlock(&worker->mutex);
    }
  }
  struct job own = {body, context, 0, helpers + 1, parts};
  run(&own);
  for (size_t i = 0; i < helpers; i++) {
    int spins = 0;
    while (atomic_load_explicit(&workers[i].state, memory_order_acquire) != IDLE) {
      if (++spins < SPINS) pause_briefly();
      else sched_yield();
    }
  }
  pthread_mutex_unlock(&busy);
}
