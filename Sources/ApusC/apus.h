// The environments of Apus for C, and for all that can call C.
//
// Functions that return a pointer return NULL, functions that return an int return -1, where
// something is wrong; apus_last_error then says what, for the thread that called. Texts are UTF-8.
// Texts and bytes that a function returns as "owned" are freed with apus_free; columns belong to
// their vector or episode and end with it.

#ifndef APUS_H
#define APUS_H

#include <stdbool.h>
#include <stdint.h>

#define APUS_INTERFACE 1

// The number of this interface, APUS_INTERFACE.
int32_t apus_interface(void);
// The message of the last fault of this thread, owned; NULL for none. Reading it clears it.
char *apus_last_error(void);
// Frees what was returned as owned.
void apus_free(void *memory);
// The built-in environments as a JSON list of {id, version, summary}; owned.
char *apus_registry(void);

// A vector: copies that are stepped together, with same-step autoreset. `environment` is an id or the
// path of a definition (.yaml). All copies stand at the beginning of their first episode.
void *apus_vector_make(const char *environment, uint64_t seed, int32_t count);
void apus_vector_free(void *vector);
// What it is, as JSON: id, version, shape, type, low, high, actions, timeLimit, hasMasks, rewardLow,
// rewardHigh; bounds are one number where all are equal, else one for each element, "inf" and "-inf"
// as texts; owned.
char *apus_vector_describe(void *vector);
// Begins a new episode in every copy that has taken a step in its present one.
int32_t apus_vector_reset(void *vector);
// Takes one action in each of the `count` copies, which must be all.
int32_t apus_vector_step(void *vector, const int32_t *actions, int32_t count);
// Columns; they stay where they are. Observations are float or uint8_t, as described. Final
// observations are valid in the rows of copies whose episode ended in the last step.
const void *apus_vector_observations(void *vector);
const void *apus_vector_final_observations(void *vector);
const float *apus_vector_rewards(void *vector);
const bool *apus_vector_terminated(void *vector);
const bool *apus_vector_truncated(void *vector);
// Which actions are possible, [count, actions]; ask after each step. NULL, without a fault, where all
// always are.
const bool *apus_vector_masks(void *vector);
// Everything needed to go on exactly; owned. Its length goes to `length`.
uint8_t *apus_vector_snapshot(void *vector, int64_t *length);
int32_t apus_vector_restore(void *vector, const uint8_t *bytes, int64_t length);
// The picture of a copy: red, green, blue for each pixel, row by row; owned.
uint8_t *apus_vector_render(void *vector, int32_t copy, int32_t *width, int32_t *height);
// The state of a copy in one line; owned.
char *apus_vector_text(void *vector, int32_t copy);
// The task of a copy's present episode in words, "" where it is always the same; owned.
char *apus_vector_mission(void *vector, int32_t copy);

// An episode: a single environment, whose last state stays until the next beginning. With the same
// seed it plays what copy 0 of a vector plays.
void *apus_episode_make(const char *environment, uint64_t seed);
void apus_episode_free(void *episode);
// As apus_vector_describe; owned.
char *apus_episode_describe(void *episode);
// Begins the next episode.
int32_t apus_episode_begin(void *episode);
// Takes one action; a fault where the episode has ended.
int32_t apus_episode_step(
    void *episode, int32_t action, float *reward, bool *terminated, bool *truncated);
// The present observation; it stays where it is.
const void *apus_episode_observation(void *episode);
// Which actions are possible; NULL, without a fault, where all always are.
const bool *apus_episode_mask(void *episode);
uint8_t *apus_episode_render(void *episode, int32_t *width, int32_t *height);
char *apus_episode_text(void *episode);
char *apus_episode_mission(void *episode);

#endif
