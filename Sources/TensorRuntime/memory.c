// Blocks of floats in size classes with eight steps a doubling (at most an eighth is wasted). Each thread has its own
// free lists, without a lock; lists that grow long, and those of a thread that ends, go to a shared list under a lock.
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>

#include "TensorRuntime.h"

_Thread_local struct rt_recorder rt_recorder_of_thread __attribute__((tls_model("initial-exec")));

enum { UNIT = 64, CLASSES = 320, LONGEST = 256, MOVED = 128 };

struct block { struct block *next; };

struct lists {
  struct block *first[CLASSES];
  uint32_t length[CLASSES];
};

struct thread_pool {
  struct lists free;
  _Atomic int64_t in_use;  // written by its thread alone; negative where a thread frees what others took
  int64_t from_system;
  int64_t taken;  // blocks, ever
  int64_t peak;   // of in_use, since it was last asked to begin anew
  struct thread_pool *next;
  bool is_registered;
};

static _Thread_local struct thread_pool pool __attribute__((tls_model("initial-exec")));

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static struct lists shared;             // under the lock, as the next two are
static struct thread_pool *registered;
static int64_t in_use_of_ended;
static _Atomic int64_t from_system, returned;

static pthread_key_t key;
static pthread_once_t key_once = PTHREAD_ONCE_INIT;

static size_t class_of(size_t count) {
  size_t last = count == 0 ? 0 : (count * sizeof(float) - 1) / UNIT;  // units - 1
  if (last < 8) return last;
  int exponent = 63 - __builtin_clzll(last);
  return (size_t)(exponent - 2) * 8 + ((last >> (exponent - 3)) & 7);
}

static size_t bytes_of(size_t class) {
  if (class < 8) return (class + 1) * UNIT;
  return ((class % 8 + 9) << (class / 8 - 1)) * UNIT;
}

static void move(struct lists *to, struct lists *from, size_t class, uint32_t most) {
  while (most-- > 0 && from->first[class]) {
    struct block *block = from->first[class];
    from->first[class] = block->next;
    from->length[class]--;
    block->next = to->first[class];
    to->first[class] = block;
    to->length[class]++;
  }
}

static void thread_ends(void *argument) {
  struct thread_pool *ending = argument;
  pthread_mutex_lock(&lock);
  for (size_t class = 0; class < CLASSES; class++) move(&shared, &ending->free, class, UINT32_MAX);
  in_use_of_ended += atomic_load_explicit(&ending->in_use, memory_order_relaxed);
  atomic_store_explicit(&ending->in_use, 0, memory_order_relaxed);
  for (struct thread_pool **p = &registered; *p; p = &(*p)->next)
    if (*p == ending) {
      *p = ending->next;
      break;
    }
  ending->is_registered = false;
  pthread_mutex_unlock(&lock);
}

static void make_key(void) {
  if (pthread_key_create(&key, thread_ends) != 0) abort();
}

static void register_thread(void) {
  pthread_once(&key_once, make_key);
  pthread_setspecific(key, &pool);
  pthread_mutex_lock(&lock);
  pool.next = registered;
  registered = &pool;
  pool.is_registered = true;
  pthread_mutex_unlock(&lock);
}

static void count_in_use(int64_t bytes) {
  int64_t now = atomic_load_explicit(&pool.in_use, memory_order_relaxed);
  atomic_store_explicit(&pool.in_use, now + bytes, memory_order_relaxed);
  if (now + bytes > pool.peak) pool.peak = now + bytes;
}

// The rare way: nothing free on this thread.
static __attribute__((noinline)) struct block *refill(size_t class) {
  pthread_mutex_lock(&lock);
  move(&pool.free, &shared, class, MOVED);
  pthread_mutex_unlock(&lock);
  struct block *block = pool.free.first[class];
  if (block) {
    pool.free.first[class] = block->next;
    pool.free.length[class]--;
    return block;
  }
  size_t bytes = bytes_of(class);
  block = aligned_alloc(UNIT, bytes);
  if (!block) {
    fprintf(stderr, "out of memory: the system refused %zu bytes for a tensor\n", bytes);
    abort();
  }
  atomic_fetch_add_explicit(&from_system, (int64_t)bytes, memory_order_relaxed);
  pool.from_system += (int64_t)bytes;
  return block;
}

float *rt_take(size_t count) {
  if (__builtin_expect(!pool.is_registered, 0)) register_thread();
  size_t class = class_of(count);
  struct block *block = pool.free.first[class];
  if (__builtin_expect(block != NULL, 1)) {
    pool.free.first[class] = block->next;
    pool.free.length[class]--;
  } else {
    block = refill(class);
  }
  pool.taken++;
  count_in_use((int64_t)bytes_of(class));
  return (float *)block;
}

void rt_give(float *given, size_t count) {
  if (__builtin_expect(!pool.is_registered, 0)) register_thread();
  size_t class = class_of(count);
  struct block *block = (struct block *)given;
  block->next = pool.free.first[class];
  pool.free.first[class] = block;
  count_in_use(-(int64_t)bytes_of(class));
  if (__builtin_expect(++pool.free.length[class] >= LONGEST, 0)) {
    pthread_mutex_lock(&lock);
    move(&shared, &pool.free, class, MOVED);
    pthread_mutex_unlock(&lock);
  }
}

static void empty(struct lists *lists) {
  for (size_t class = 0; class < CLASSES; class++)
    while (lists->first[class]) {
      struct block *block = lists->first[class];
      lists->first[class] = block->next;
      lists->length[class]--;
      free(block);
      atomic_fetch_add_explicit(&returned, (int64_t)bytes_of(class), memory_order_relaxed);
    }
}

void rt_trim(void) {
  empty(&pool.free);
  pthread_mutex_lock(&lock);
  empty(&shared);
  pthread_mutex_unlock(&lock);
}

int64_t rt_bytes_from_system(void) { return atomic_load_explicit(&from_system, memory_order_relaxed); }

int64_t rt_bytes_held(void) {
  return rt_bytes_from_system() - atomic_load_explicit(&returned, memory_order_relaxed);
}

int64_t rt_bytes_from_system_of_thread(void) { return pool.from_system; }

int64_t rt_bytes_in_use_of_thread(void) {
  return atomic_load_explicit(&pool.in_use, memory_order_relaxed);
}

int64_t rt_blocks_taken_of_thread(void) { return pool.taken; }

int64_t rt_peak_bytes_of_thread(bool begins_anew) {
  int64_t peak = pool.peak;
  if (begins_anew) pool.peak = rt_bytes_in_use_of_thread();
  return peak;
}

int64_t rt_bytes_in_use(void) {
  pthread_mutex_lock(&lock);
  int64_t bytes = in_use_of_ended;
  for (struct thread_pool *p = registered; p; p = p->next)
    bytes += atomic_load_explicit(&p->in_use, memory_order_relaxed);
  pthread_mutex_unlock(&lock);
  return bytes;
}
