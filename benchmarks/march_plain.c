/* March (1991) in plain C: the engine's loops as one writes them down, one after another.
 *
 *   cc -O3 -march=native -o march_plain march_plain.c
 *   ./march_plain program|text n m p1 p2 p3 p4 periods runs seed
 *
 * Prints mean code knowledge (sum of c r / m after the last period) and the seconds it took. The rules
 * are those of published_models.py; the random numbers are a counter-based SplitMix64, asked for only where they decide.
 * march.c is the same model made fast by hand: rows of bytes, padded for vector instructions.
 */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum purpose { START, TURBULENCE, TURNOVER, NAIVE, ACTION, SOCIALIZATION, CODE, PURPOSES };

static inline uint64_t mixed(uint64_t z) {
    z = (z ^ (z >> 30)) * UINT64_C(0xBF58476D1CE4E5B9);
    z = (z ^ (z >> 27)) * UINT64_C(0x94D049BB133111EB);
    return z ^ (z >> 31);
}

static inline double uniform(uint64_t key, uint64_t position, uint64_t item) {
    return (double)(mixed(key + ((position << 32) + item + 1) * UINT64_C(0x9E3779B97F4A7C15)) >> 11) * 0x1p-53;
}

static void enter(int *beliefs, int m, uint64_t key, int member) {
    for (int j = 0; j < m; j++) beliefs[j] = (int)(uniform(key, (uint64_t)member, (uint64_t)j) * 3) - 1;
}

int main(int count, char **a) {
    if (count != 11) {
        fprintf(stderr, "usage: %s program|text n m p1 p2 p3 p4 periods runs seed\n", a[0]);
        return 2;
    }
    const int text = strcmp(a[1], "text") == 0, n = atoi(a[2]), m = atoi(a[3]), periods = atoi(a[8]), runs = atoi(a[9]);
    const double p1 = atof(a[4]), p2 = atof(a[5]), p3 = atof(a[6]), p4 = atof(a[7]);
    const uint64_t seed = strtoull(a[10], NULL, 10);
    int *belief = malloc(sizeof(int) * (size_t)n * (size_t)m), *row = malloc(sizeof(int) * (size_t)m * 6);
    if (!belief || !row) return 1;
    int *reality = row, *code = row + m, *next = row + 2 * m, *votes = row + 3 * m, *same = row + 4 * m, *act = row + 5 * m;
    struct timespec began, ended;
    clock_gettime(CLOCK_MONOTONIC, &began);
    double knowledge = 0;
    for (int run = 0; run < runs; run++) {
        const uint64_t luck = mixed(seed + (uint64_t)run * UINT64_C(0x9E3779B97F4A7C15));
        for (int j = 0; j < m; j++) {
            reality[j] = uniform(luck, 0, (uint64_t)j) < 0.5 ? 1 : -1;
            code[j] = 0;
        }
        for (int i = 0; i < n; i++) enter(belief + i * m, m, mixed(luck + 1), i);
        for (int t = 0; t < periods; t++) {
            uint64_t key[PURPOSES];
            for (int p = 0; p < PURPOSES; p++) key[p] = mixed(luck + (uint64_t)(t + 1) * PURPOSES + (uint64_t)p);
            for (int j = 0; p4 > 0 && j < m; j++)
                if (uniform(key[TURBULENCE], 0, (uint64_t)j) < p4) reality[j] = -reality[j];
            for (int i = 0; p3 > 0 && i < n; i++)
                if (uniform(key[TURNOVER], (uint64_t)i, 0) < p3) enter(belief + i * m, m, key[NAIVE], i);
            int to_beat = 0, heard = 0;
            for (int j = 0; j < m; j++) {
                to_beat += text ? code[j] == reality[j] : code[j] * reality[j];
                votes[j] = same[j] = 0;
                next[j] = code[j];
            }
            for (int i = 0; i < n; i++) {
                int score = 0;
                for (int j = 0; j < m; j++) {
                    act[j] = belief[i * m + j];
                    if (!text && act[j] == 0) act[j] = uniform(key[ACTION], (uint64_t)i, (uint64_t)j) < 0.5 ? 1 : -1;
                    score += text ? act[j] == reality[j] : act[j] * reality[j];
                }
                if (score <= to_beat) continue;
                heard++;
                for (int j = 0; j < m; j++) {
                    votes[j] += act[j];
                    same[j] += act[j] == code[j];
                }
            }
            for (int j = 0; j < m; j++) {
                if (votes[j] == 0 || votes[j] * code[j] > 0) continue;
                double deaf = 1;
                for (int k = text ? heard - 2 * same[j] : abs(votes[j]); k > 0; k--) deaf *= 1 - p2;
                if (uniform(key[CODE], 0, (uint64_t)j) < 1 - deaf) next[j] = votes[j] > 0 ? 1 : -1;
            }
            for (int i = 0; i < n; i++)
                for (int j = 0; j < m; j++) {
                    int *b = belief + i * m + j;
                    if (code[j] != 0 && *b != code[j] && uniform(key[SOCIALIZATION], (uint64_t)i, (uint64_t)j) < p1)
                        *b = text ? code[j] : *b + code[j];
                }
            memcpy(code, next, sizeof(int) * (size_t)m);
        }
        int score = 0;
        for (int j = 0; j < m; j++) score += code[j] * reality[j];
        knowledge += (double)score / m;
    }
    clock_gettime(CLOCK_MONOTONIC, &ended);
    const double spent = (double)(ended.tv_sec - began.tv_sec) + 1e-9 * (double)(ended.tv_nsec - began.tv_nsec);
    printf("%.6f %.6f\n", knowledge / runs, spent);
    free(belief);
    free(row);
    return 0;
}
