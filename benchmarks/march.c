/* March (1991), mutual learning of members and a code, in plain C: what a fast program of its own would cost.
 *
 *   cc -O3 -march=native -o march march.c -lm
 *   ./march program|text n m p1 p2 p3 p4 periods runs seed stop(0|1)
 *
 * Prints mean code knowledge (sum of c r / m at the end), its standard error, the mean number of periods run, and the
 * seconds the simulation took. The rules are those told in published_models.py, the values at the end too.
 *
 * Rows of goals are padded with goals of reality 0 and code 0, which nobody can score on or learn: every loop over a
 * row goes through whole blocks, which the compiler turns into vector instructions. A random number is a function of
 * (seed, run, period, member or goal, purpose); blocks of goals on which nothing hangs on chance draw none.
 */
#include <inttypes.h>
#include <math.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { BLOCK = 32, MOST_GOALS = 1024, MOST_MEMBERS = 32767 };
enum purpose { REALITY, TURBULENCE, TURNOVER, NAIVE, ACTION, SOCIALIZATION, CODE, PURPOSES };

typedef struct {
    bool text, stop;
    int n, m, width; /* width: m, padded */
    double p1, p2, p3, p4;
    uint32_t socialization, turnover, turbulence; /* p1, p3, p4 as thresholds */
    int64_t periods, runs;
    uint64_t seed;
    uint32_t *chance; /* of the code to change, by k = 0..n, as a threshold */
} Setting;

typedef struct {
    int8_t reality[MOST_GOALS], code[MOST_GOALS];
    int16_t votes[MOST_GOALS]; /* sum of the superior group's actions (or beliefs) */
    int16_t same[MOST_GOALS];  /* "text": how many of it hold the code's view */
    int superior;              /* size of the superior group */
    int8_t *beliefs;           /* n rows of width */
} Organization;

/* ---- Random numbers: SplitMix64 by counter ---- */

static inline uint64_t mixed(uint64_t key, uint64_t counter) {
    uint64_t z = key + (counter + 1) * UINT64_C(0x9E3779B97F4A7C15);
    z = (z ^ (z >> 30)) * UINT64_C(0xBF58476D1CE4E5B9);
    z = (z ^ (z >> 27)) * UINT64_C(0x94D049BB133111EB);
    return z ^ (z >> 31);
}

static inline uint64_t key_of(uint64_t period_key, int index, enum purpose purpose) {
    return mixed(period_key, (uint64_t)index * PURPOSES + purpose);
}

/* A probability as threshold for numbers of 31 bits. */
static inline uint32_t threshold(double p) { return (uint32_t)lrint(p * 2147483648.0); }
static inline bool happens(uint64_t number, uint32_t threshold) { return (uint32_t)(number >> 33) < threshold; }

/* The numbers of 31 bits for one block of goals, two from each call of the generator. Unrolled it would stay scalar. */
static inline void draw_block(uint32_t *restrict numbers, uint64_t key, int start) {
#pragma GCC unroll 1
    for (int i = 0; i < BLOCK / 2; i++) {
        uint64_t z = mixed(key, (uint64_t)(start + i));
        numbers[2 * i] = (uint32_t)z >> 1;
        numbers[2 * i + 1] = (uint32_t)(z >> 33);
    }
}

/* ---- Members: one block of goals at a time ---- */

static void become_naive(const Setting *s, int8_t *restrict beliefs, uint64_t key) {
    uint32_t numbers[BLOCK];
    for (int at = 0; at < s->width; at += BLOCK) {
        draw_block(numbers, key, at);
        for (int j = 0; j < BLOCK; j++) beliefs[at + j] = (int8_t)(((numbers[j] >> 1) * 3 >> 30) - 1);
    }
    memset(beliefs + s->m, 1, (size_t)(s->width - s->m)); /* no coins for padding */
}

/* A belief is acted on, no belief is a fair coin. Returns the actions: the beliefs themselves if no coin is needed. */
static const int8_t *act(int8_t *restrict actions, const int8_t *restrict beliefs, int width, uint64_t key) {
    uint8_t zeros = 0;
    for (int j = 0; j < width; j++) zeros |= beliefs[j] == 0;
    if (!zeros) return beliefs;
    for (int at = 0; at < width; at += BLOCK) {
        uint32_t coins = (uint32_t)mixed(key, (uint64_t)at);
        for (int j = 0; j < BLOCK; j++) {
            int8_t coin = (int8_t)(coins >> j & 1 ? 1 : -1);
            actions[at + j] = beliefs[at + j] ? beliefs[at + j] : coin;
        }
    }
    return actions;
}

/* "program": sum of view times reality; "text": number of goals right. */
static int score(const Setting *s, const int8_t *restrict views, const int8_t *restrict reality) {
    int total = 0;
    for (int at = 0; at < s->width; at += BLOCK) {
        int8_t part = 0;
        for (int j = 0; j < BLOCK; j++) {
            int8_t view = views[at + j], real = reality[at + j], opposite = (int8_t)-real;
            int8_t right = (view == real) & (real != 0), wrong = (view == opposite) & (real != 0);
            part = (int8_t)(part + right - (s->text ? 0 : wrong));
        }
        total += part;
    }
    return total;
}

static bool block_differs(const int8_t *restrict beliefs, const int8_t *restrict code) {
    uint8_t any = 0;
    for (int j = 0; j < BLOCK; j++) any |= (beliefs[j] != code[j]) & (code[j] != 0);
    return any;
}

/* One step toward the code ("program") or all the way ("text"), where it has a view. */
static void socialize(const Setting *s, int8_t *restrict beliefs, const int8_t *restrict code, uint64_t key) {
    uint32_t numbers[BLOCK];
    for (int at = 0; at < s->width; at += BLOCK) {
        int8_t *b = beliefs + at;
        const int8_t *c = code + at;
        if (!block_differs(b, c)) continue;
        draw_block(numbers, key, at);
        for (int j = 0; j < BLOCK; j++) {
            bool moves = (numbers[j] < s->socialization) & (b[j] != c[j]) & (c[j] != 0);
            int8_t to = (int8_t)(s->text ? c[j] : b[j] + c[j]);
            b[j] = moves ? to : b[j];
        }
    }
}

/* ---- The code ---- */

static void forget_votes(Organization *o, int width) {
    memset(o->votes, 0, (size_t)width * sizeof *o->votes);
    memset(o->same, 0, (size_t)width * sizeof *o->same);
    o->superior = 0;
}

static void vote(const Setting *s, Organization *restrict o, const int8_t *restrict views) {
    o->superior++;
    for (int j = 0; j < s->width; j++) o->votes[j] = (int16_t)(o->votes[j] + views[j]);
    if (!s->text) return;
    for (int j = 0; j < s->width; j++) o->same[j] = (int16_t)(o->same[j] + (views[j] == o->code[j]));
}

/* k of the published rule where the superior group's majority speaks against the code, else 0 or less. */
static int pressure(const Setting *s, const Organization *o, int goal) {
    int votes = o->votes[goal], majority = (votes > 0) - (votes < 0);
    if (majority == 0 || majority == o->code[goal]) return 0;
    return s->text ? o->superior - 2 * o->same[goal] : abs(votes);
}

static void learn(const Setting *s, Organization *o, uint64_t period_key) {
    if (o->superior == 0) return;
    for (int j = 0; j < s->m; j++) {
        int k = pressure(s, o, j);
        if (k > 0 && happens(key_of(period_key, j, CODE), s->chance[k])) o->code[j] = o->votes[j] > 0 ? 1 : -1;
    }
}

/* ---- A period, a run ---- */

static void pass_period(const Setting *s, Organization *o, uint64_t period_key) {
    int8_t actions[MOST_GOALS];
    for (int j = 0; s->turbulence && j < s->m; j++)
        if (happens(key_of(period_key, j, TURBULENCE), s->turbulence)) o->reality[j] = (int8_t)-o->reality[j];
    const int code_score = score(s, o->code, o->reality);
    forget_votes(o, s->width);
    for (int i = 0; i < s->n; i++) {
        int8_t *beliefs = o->beliefs + (size_t)i * (size_t)s->width;
        if (s->turnover && happens(key_of(period_key, i, TURNOVER), s->turnover))
            become_naive(s, beliefs, key_of(period_key, i, NAIVE));
        const int8_t *views = s->text ? beliefs : act(actions, beliefs, s->width, key_of(period_key, i, ACTION));
        if (score(s, views, o->reality) > code_score) vote(s, o, views);
        socialize(s, beliefs, o->code, key_of(period_key, i, SOCIALIZATION));
    }
    learn(s, o, period_key);
}

/* "program": where all agree with the code except on goals on which it is 0, whether it may still learn (as told in
 * published_models.py): a member who can be superior has a coin to flip, or those who can are not tied. */
static bool coins_or_votes(const Setting *s, Organization *o) {
    forget_votes(o, s->width);
    for (int i = 0; i < s->n; i++) {
        const int8_t *b = o->beliefs + (size_t)i * (size_t)s->width;
        int coins = 0, best = 0;
        for (int j = 0; j < s->m; j++) {
            if (o->code[j] != 0) continue;
            coins += b[j] == 0;
            best += b[j] == 0 ? 1 : b[j] * o->reality[j];
        }
        if (best <= 0) continue;
        if (coins > 0) return true;
        vote(s, o, b);
    }
    for (int j = 0; j < s->m; j++)
        if (o->code[j] == 0 && o->votes[j] != 0) return true;
    return false;
}

/* Whether no event of positive probability changes any belief or the code. */
static bool at_rest(const Setting *s, Organization *o) {
    if (s->p3 > 0 || s->p4 > 0) return false;
    bool differs = false;
    for (int i = 0; i < s->n && !differs; i++)
        for (int at = 0; at < s->width && !differs; at += BLOCK)
            differs = block_differs(o->beliefs + (size_t)i * (size_t)s->width + at, o->code + at);
    if (differs && s->p1 > 0) return false;
    if (s->p2 == 0) return true;
    if (!s->text) return !differs && !coins_or_votes(s, o);
    const int code_score = score(s, o->code, o->reality);
    forget_votes(o, s->width);
    for (int i = 0; i < s->n; i++) {
        const int8_t *beliefs = o->beliefs + (size_t)i * (size_t)s->width;
        if (score(s, beliefs, o->reality) > code_score) vote(s, o, beliefs);
    }
    for (int j = 0; j < s->m; j++)
        if (pressure(s, o, j) > 0) return false;
    return true;
}

/* Returns code knowledge at the end; adds the periods run to *periods. */
static double simulate(const Setting *s, Organization *o, int64_t run, int64_t *periods) {
    const uint64_t run_key = mixed(s->seed, (uint64_t)run), start_key = mixed(run_key, 0);
    memset(o->reality, 0, sizeof o->reality);
    memset(o->code, 0, sizeof o->code);
    for (int j = 0; j < s->m; j++) o->reality[j] = key_of(start_key, j, REALITY) >> 63 ? 1 : -1;
    for (int i = 0; i < s->n; i++)
        become_naive(s, o->beliefs + (size_t)i * (size_t)s->width, key_of(start_key, i, NAIVE));
    int64_t period = 0;
    for (; period < s->periods && !(s->stop && at_rest(s, o)); period++)
        pass_period(s, o, mixed(run_key, (uint64_t)period + 1));
    *periods += period;
    int agreement = 0;
    for (int j = 0; j < s->m; j++) agreement += o->code[j] * o->reality[j];
    return (double)agreement / s->m;
}

/* ---- The command ---- */

static bool read_setting(Setting *s, char **a) {
    s->text = strcmp(a[1], "text") == 0;
    s->n = atoi(a[2]);
    s->m = atoi(a[3]);
    s->p1 = atof(a[4]);
    s->p2 = atof(a[5]);
    s->p3 = atof(a[6]);
    s->p4 = atof(a[7]);
    s->socialization = threshold(s->p1);
    s->turnover = threshold(s->p3);
    s->turbulence = threshold(s->p4);
    s->periods = atoll(a[8]);
    s->runs = atoll(a[9]);
    s->seed = strtoull(a[10], NULL, 10);
    s->stop = atoi(a[11]) != 0;
    s->width = (s->m + BLOCK - 1) / BLOCK * BLOCK;
    bool right = (s->text || strcmp(a[1], "program") == 0) && s->n > 0 && s->n <= MOST_MEMBERS;
    right = right && s->m > 0 && s->m <= MOST_GOALS && s->periods >= 0 && s->runs > 0;
    for (int i = 4; i < 8; i++) right = right && atof(a[i]) >= 0 && atof(a[i]) <= 1;
    return right;
}

static double seconds(void) {
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec + 1e-9 * (double)now.tv_nsec;
}

int main(int count, char **arguments) {
    Setting s;
    Organization o;
    if (count != 12 || !read_setting(&s, arguments)) {
        fprintf(stderr, "usage: %s program|text n m p1 p2 p3 p4 periods runs seed stop(0|1)\n", arguments[0]);
        return 2;
    }
    o.beliefs = malloc((size_t)s.n * (size_t)s.width);
    s.chance = malloc(((size_t)s.n + 1) * sizeof *s.chance);
    if (!o.beliefs || !s.chance) return 1;
    for (int k = 0; k <= s.n; k++) s.chance[k] = threshold(1 - pow(1 - s.p2, k));

    const double start = seconds();
    double sum = 0, squares = 0;
    int64_t periods = 0;
    for (int64_t run = 0; run < s.runs; run++) {
        double knowledge = simulate(&s, &o, run, &periods);
        sum += knowledge;
        squares += knowledge * knowledge;
    }
    const double took = seconds() - start, runs = (double)s.runs, mean = sum / runs;
    const double variance = runs > 1 ? fmax(0, squares - runs * mean * mean) / (runs - 1) : NAN;
    printf("%.6f %.6f %.3f %.6f\n", mean, sqrt(variance / runs), (double)periods / runs, took);
    free(o.beliefs);
    free(s.chance);
    return 0;
}
