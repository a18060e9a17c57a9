/* loadgen.c - single-threaded epoll load generator for "POST in, SSE out" servers.
 *
 * Opens S subscribers (GET, text/event-stream) and P keep-alive publishers (POST),
 * publishes N events of B bytes, and checks that every subscriber received every
 * event exactly once and in order (order is checked per publisher, because two
 * publishers race each other on the wire).  Prints one JSON object on stdout.
 *
 * Every event carries the marker  @PPPP:SSSSSSSSSS:TTTTTTTTTTTTTTTTTTTT@  inside a JSON string
 * (publisher, per-publisher sequence, CLOCK_MONOTONIC ns), so any re-encoding of the
 * JSON by the server leaves it readable.
 *
 * Taken out of the generator that the project was planned with, since load.ts does not use it: redis, NDJSON, a mode for start-up times,
 * other paths and content types, a warm-up by count, other receive buffers for slow subscribers, and figures that no table shows.
 *
 * In C, so that it costs less than every server that it measures; load.ts builds it: gcc -O2 -Wall -o .cache/bench/loadgen loadgen.c
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <ctype.h>
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <getopt.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#define MARK_LEN 38 /* @ 4 : 10 : 20 @ */
#define RBUF (256 * 1024)

enum body_kind { BODY_UNTIL_CLOSE, BODY_LENGTH, BODY_CHUNKED };
enum chunk_state { CS_SIZE, CS_EXT, CS_DATA, CS_DATA_CR, CS_DATA_LF, CS_TRAILER };

struct conn {
  int fd, is_pub, idx, slow;
  int head_done, status;
  char head[4096];
  int head_len;
  enum body_kind kind;
  enum chunk_state cs;
  uint64_t left;       /* bytes left in the chunk, or in a Content-Length body */
  int complete;        /* publisher: this response is complete */
  char carry[MARK_LEN];
  int carry_len;
  uint64_t got, bytes, order_hash;
  uint32_t *expect;    /* subscriber: next sequence number per publisher */
  /* publisher */
  int busy;
  uint32_t seq;
  int inflight_events;
  const char *out; size_t out_left;
  char *reqbuf;
};

static struct { const char *host, *sse, *post; int port, subs, pubs, bytes, batch, slow, pid, slow_rcvbuf; uint64_t n; double rate, hold, timeout, dur, warmdur; } o = {
  .host = "127.0.0.1", .sse = "/dev/events", .post = "/dev/webhook", .port = 8000,
  .subs = 1, .pubs = 1, .bytes = 200, .batch = 1, .n = 10000, .timeout = 60, .slow_rcvbuf = 4096 };

static int ep;
static struct conn *subs, *pubs;
static uint64_t viol_gap, viol_dup, http_errors, sub_closed, total_got, acked;
static uint64_t first_send, last_recv, last_ack;
static int measuring;
static uint32_t hist[64 * 64];
static uint64_t lat_max, lat_n;

static uint64_t now(void) { struct timespec t; clock_gettime(CLOCK_MONOTONIC, &t); return (uint64_t)t.tv_sec * 1000000000ull + t.tv_nsec; }
static void die(const char *m) { fprintf(stderr, "loadgen: %s: %s\n", m, strerror(errno)); exit(2); }

/* log-linear histogram: 32 linear steps per power of two (about 3 % resolution), in ns */
static int bucket(uint64_t v) { if (v < 32) return (int)v; int e = 63 - __builtin_clzll(v); return (e - 4) * 32 + (int)((v >> (e - 5)) & 31); }
static uint64_t bucket_value(int b) { if (b < 32) return b; int e = b / 32 + 4; return (1ull << e) + ((uint64_t)(b % 32) << (e - 5)); }
static void lat_add(uint64_t ns) { hist[bucket(ns)]++; lat_n++; if (ns > lat_max) lat_max = ns; }
static double lat_q(double q) { uint64_t want = (uint64_t)(q * lat_n), c = 0; for (int i = 0; i < 64 * 64; i++) { c += hist[i]; if (c > want) return bucket_value(i) / 1e3; } return lat_max / 1e3; }

/* ---- server process tree: CPU time and memory from /proc ---- */
static int tree[256], tree_n;
static void tree_add(int pid) {
  if (tree_n == 256) return;
  tree[tree_n++] = pid;
  char p[96]; snprintf(p, sizeof p, "/proc/%d/task", pid);
  DIR *d = opendir(p); if (!d) return;
  struct dirent *e;
  while ((e = readdir(d))) {
    if (!isdigit(e->d_name[0])) continue;
    char q[400]; snprintf(q, sizeof q, "/proc/%d/task/%s/children", pid, e->d_name);
    FILE *f = fopen(q, "r"); if (!f) continue;
    int c; while (fscanf(f, "%d", &c) == 1) tree_add(c);
    fclose(f);
  }
  closedir(d);
}
static double tree_cpu(void) { /* seconds, from schedstat (ns) */
  double total = 0;
  for (int i = 0; i < tree_n; i++) {
    char p[96]; snprintf(p, sizeof p, "/proc/%d/task", tree[i]);
    DIR *d = opendir(p); if (!d) continue;
    struct dirent *e;
    while ((e = readdir(d))) {
      if (!isdigit(e->d_name[0])) continue;
      char q[400]; snprintf(q, sizeof q, "/proc/%d/task/%s/schedstat", tree[i], e->d_name);
      FILE *f = fopen(q, "r"); if (f) { unsigned long long ns; if (fscanf(f, "%llu", &ns) == 1) total += ns / 1e9; fclose(f); }
    }
    closedir(d);
  }
  return total;
}
static long tree_kb(const char *key) {
  long sum = 0;
  for (int i = 0; i < tree_n; i++) {
    char p[96], line[256]; snprintf(p, sizeof p, "/proc/%d/status", tree[i]);
    FILE *f = fopen(p, "r"); if (!f) continue;
    while (fgets(line, sizeof line, f)) if (!strncmp(line, key, strlen(key))) { sum += atol(line + strlen(key)); break; }
    fclose(f);
  }
  return sum;
}
static void tree_reset_hwm(void) { for (int i = 0; i < tree_n; i++) { char p[96]; snprintf(p, sizeof p, "/proc/%d/clear_refs", tree[i]); FILE *f = fopen(p, "w"); if (f) { fputs("5", f); fclose(f); } } }

/* ---- connections ---- */
static int dial(int rcvbuf) {
  int fd = socket(AF_INET, SOCK_STREAM, 0); if (fd < 0) die("socket");
  int one = 1; setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
  if (rcvbuf) setsockopt(fd, SOL_SOCKET, SO_RCVBUF, &rcvbuf, sizeof rcvbuf);
  struct sockaddr_in a = { .sin_family = AF_INET, .sin_port = htons(o.port) };
  inet_pton(AF_INET, o.host, &a.sin_addr);
  if (connect(fd, (void *)&a, sizeof a)) { close(fd); return -1; }
  fcntl(fd, F_SETFL, O_NONBLOCK);
  return fd;
}
static void watch(struct conn *c, uint32_t ev, int op) { struct epoll_event e = { .events = ev, .data.ptr = c }; epoll_ctl(ep, op, c->fd, &e); }
static void response_reset(struct conn *c) { c->head_done = c->head_len = c->complete = c->carry_len = 0; c->cs = CS_SIZE; c->left = 0; }

static void mark(struct conn *c, const char *m, uint64_t t) { /* one complete marker of MARK_LEN bytes */
  if (m[0] != '@' || m[MARK_LEN - 1] != '@' || m[5] != ':' || m[16] != ':') return;
  uint32_t p = strtoul(m + 1, NULL, 10); uint32_t s = strtoul(m + 6, NULL, 10); uint64_t ts = strtoull(m + 17, NULL, 10);
  if (p >= (uint32_t)o.pubs) return;
  if (s == c->expect[p]) c->expect[p]++;
  else if (s > c->expect[p]) { viol_gap++; c->expect[p] = s + 1; }
  else viol_dup++;
  c->order_hash = (c->order_hash ^ (((uint64_t)p << 32) | s)) * 0x9E3779B97F4A7C15ull;
  c->got++; total_got++; last_recv = t;
  if (measuring && t >= ts) lat_add(t - ts);
}
static void payload(struct conn *c, const char *b, size_t n, uint64_t t) { /* de-chunked body bytes */
  if (c->is_pub) return;
  while (n) {
    if (c->carry_len) {
      size_t want = MARK_LEN - c->carry_len, k = n < want ? n : want;
      memcpy(c->carry + c->carry_len, b, k); c->carry_len += k; b += k; n -= k;
      if (c->carry_len < MARK_LEN) return;
      mark(c, c->carry, t); c->carry_len = 0; continue;
    }
    const char *m = memchr(b, '@', n);
    if (!m) return;
    n -= m - b; b = m;
    if (n < MARK_LEN) { memcpy(c->carry, b, n); c->carry_len = n; return; }
    mark(c, b, t); b += MARK_LEN; n -= MARK_LEN;
  }
}
/* feed response bytes; returns bytes consumed (stops after a complete publisher response) */
static size_t feed(struct conn *c, const char *b, size_t n, uint64_t t) {
  size_t i = 0;
  while (i < n) {
    if (!c->head_done) {
      if (c->head_len == (int)sizeof c->head - 1) { http_errors++; return n; }
      c->head[c->head_len++] = b[i++];
      if (c->head_len < 4 || memcmp(c->head + c->head_len - 4, "\r\n\r\n", 4)) continue;
      c->head[c->head_len] = 0; c->head_done = 1; c->status = atoi(c->head + 9);
      if (c->status < 200 || c->status > 299) http_errors++;
      char *h; c->kind = BODY_UNTIL_CLOSE; c->cs = CS_SIZE; c->left = 0;
      if (strcasestr(c->head, "\r\ntransfer-encoding: chunked")) c->kind = BODY_CHUNKED;
      else if ((h = strcasestr(c->head, "\r\ncontent-length:"))) { c->kind = BODY_LENGTH; c->left = strtoull(h + 17, NULL, 10); if (!c->left) { c->complete = 1; return i; } }
      else if (c->status == 204) { c->complete = 1; return i; }
      continue;
    }
    if (c->kind == BODY_UNTIL_CLOSE) { payload(c, b + i, n - i, t); return n; }
    if (c->kind == BODY_LENGTH) {
      size_t k = n - i < c->left ? n - i : c->left; payload(c, b + i, k, t); i += k; c->left -= k;
      if (!c->left) { c->complete = 1; return i; }
      continue;
    }
    switch (c->cs) {
      case CS_SIZE: { char ch = b[i++]; if (isxdigit((unsigned char)ch)) c->left = c->left * 16 + (isdigit((unsigned char)ch) ? ch - '0' : (ch | 32) - 'a' + 10); else if (ch == '\n') c->cs = c->left ? CS_DATA : CS_TRAILER; else c->cs = CS_EXT; break; }
      case CS_EXT: if (b[i++] == '\n') c->cs = c->left ? CS_DATA : CS_TRAILER; break;
      case CS_DATA: { size_t k = n - i < c->left ? n - i : c->left; payload(c, b + i, k, t); i += k; c->left -= k; if (!c->left) c->cs = CS_DATA_CR; break; }
      case CS_DATA_CR: i++; c->cs = CS_DATA_LF; break;
      case CS_DATA_LF: i++; c->cs = CS_SIZE; c->left = 0; break;
      case CS_TRAILER: if (b[i++] == '\n') { c->complete = 1; return i; } break;
    }
  }
  return i;
}

/* ---- publishing ---- */
static uint64_t sent;
static int event_json(char *dst, int pub, uint32_t seq, uint64_t ts) {
  int n = sprintf(dst, "{\"event_type\":\"bench.tick\",\"data\":{\"k\":\"@%04d:%010u:%020llu@\",\"pad\":\"", pub, seq, (unsigned long long)ts);
  int pad = o.bytes - n - 3; if (pad < 0) pad = 0;
  memset(dst + n, 'x', pad); memcpy(dst + n + pad, "\"}}", 4);
  return n + pad + 3;
}
static void publish(struct conn *c, uint64_t limit, uint64_t ts) {
  char *body = c->reqbuf + 512; int n = 0, k = o.batch;
  if ((uint64_t)k > limit - sent) k = limit - sent;
  int arr = o.batch > 1;
  if (arr) body[n++] = '[';
  for (int i = 0; i < k; i++) {
    if (i && arr) body[n++] = ',';
    n += event_json(body + n, c->idx, c->seq++, ts);
  }
  if (arr) body[n++] = ']';
  char head[512];
  int h = snprintf(head, sizeof head, "POST %s HTTP/1.1\r\nHost: %s:%d\r\nContent-Type: %s\r\nContent-Length: %d\r\n\r\n", o.post, o.host, o.port, "application/json", n);
  char *start = body - h; memcpy(start, head, h);
  c->out = start; c->out_left = h + n; c->busy = 1; c->inflight_events = k; response_reset(c);
  sent += k;
  ssize_t w = send(c->fd, c->out, c->out_left, MSG_NOSIGNAL);
  if (w < 0 && errno != EAGAIN) die("send");
  if (w > 0) { c->out += w; c->out_left -= w; }
  if (c->out_left) watch(c, EPOLLIN | EPOLLOUT, EPOLL_CTL_MOD);
}
static char rbuf[RBUF];
static void readable(struct conn *c) {
  for (;;) {
    ssize_t r = recv(c->fd, rbuf, RBUF, 0);
    if (r < 0) { if (errno == EAGAIN) return; r = 0; }
    if (r == 0) { epoll_ctl(ep, EPOLL_CTL_DEL, c->fd, NULL); if (!c->is_pub) sub_closed++; else { fprintf(stderr, "loadgen: publisher closed by server\n"); exit(3); } return; }
    uint64_t t = now(); c->bytes += r;
    if (c->is_pub) {
      feed(c, rbuf, r, t);
      if (c->complete && c->busy) { c->busy = 0; acked += c->inflight_events; last_ack = t; }
    } else feed(c, rbuf, r, t);
    if (r < RBUF) return;
  }
}
static void pump(int64_t timeout_ns) {
  struct epoll_event ev[1024]; struct timespec ts = { timeout_ns / 1000000000, timeout_ns % 1000000000 };
  int n = epoll_pwait2(ep, ev, 1024, &ts, NULL);
  for (int i = 0; i < n; i++) {
    struct conn *c = ev[i].data.ptr;
    if (ev[i].events & EPOLLOUT && c->out_left) {
      ssize_t w = send(c->fd, c->out, c->out_left, MSG_NOSIGNAL);
      if (w > 0) { c->out += w; c->out_left -= w; }
      if (!c->out_left) watch(c, EPOLLIN, EPOLL_CTL_MOD);
    }
    if (ev[i].events & (EPOLLIN | EPOLLHUP | EPOLLERR)) readable(c);
  }
}
/* publish up to `limit` more events (or, with dur > 0, for that many seconds) and then wait until all
 * live subscribers have them; returns 1 when the time limit was hit first */
static int phase(uint64_t limit, double rate, int live, double dur) {
  uint64_t t0 = now(), deadline = t0 + (uint64_t)(o.timeout * 1e9), base = sent; int rr = 0;
  first_send = t0; limit = dur > 0 ? UINT64_MAX / 131072 : base + limit;
  while (acked < limit || total_got < limit * live) {
    uint64_t t = now();
    if (t > deadline) return 1;
    if (dur > 0 && limit > sent && t - t0 > dur * 1e9) { limit = sent; continue; }
    int64_t wait = 20000000;
    if (sent < limit) {
      if (rate > 0) {
        for (;;) {
          uint64_t due = t0 + (uint64_t)((sent - base) / rate * 1e9);
          if (due > t) { if ((int64_t)(due - t) < wait) wait = due - t; break; }
          int k = 0; while (k < o.pubs && pubs[(rr + k) % o.pubs].busy) k++;
          if (k == o.pubs) break;
          rr = (rr + k) % o.pubs; publish(&pubs[rr], limit, due); rr = (rr + 1) % o.pubs;
          if (sent >= limit) break;
        }
      } else for (int i = 0; i < o.pubs && sent < limit; i++) if (!pubs[i].busy) publish(&pubs[i], limit, now());
    }
    pump(wait);
  }
  return 0;
}
int main(int argc, char **argv) {
  static struct option L[] = { {"port", 1, 0, 1}, {"subs", 1, 0, 's'}, {"pubs", 1, 0, 'p'}, {"events", 1, 0, 'n'}, {"bytes", 1, 0, 'b'}, {"rate", 1, 0, 'r'}, {"batch", 1, 0, 4}, {"slow", 1, 0, 6}, {"pid", 1, 0, 7}, {"hold", 1, 0, 8}, {"timeout", 1, 0, 10}, {"duration", 1, 0, 'd'}, {"warm-duration", 1, 0, 14}, {0} };
  int c;
  while ((c = getopt_long(argc, argv, "", L, NULL)) != -1) switch (c) {
    case 1: o.port = atoi(optarg); break;
    case 's': o.subs = atoi(optarg); break; case 'p': o.pubs = atoi(optarg); break; case 'n': o.n = strtoull(optarg, 0, 10); break;
    case 'b': o.bytes = atoi(optarg); break; case 'r': o.rate = atof(optarg); break;
    case 4: o.batch = atoi(optarg); break; case 6: o.slow = atoi(optarg); break; case 7: o.pid = atoi(optarg); break;
    case 8: o.hold = atof(optarg); break; case 10: o.timeout = atof(optarg); break;
    case 'd': o.dur = atof(optarg); break; case 14: o.warmdur = atof(optarg); break;
    default: return 2; }
  signal(SIGPIPE, SIG_IGN);
  struct rlimit rl = { 65536, 65536 }; setrlimit(RLIMIT_NOFILE, &rl);
  if (o.pid) tree_add(o.pid);
  double cpu0, cpu1; long rss_start = tree_kb("VmRSS:");
  ep = epoll_create1(0);
  int all = o.subs + o.slow;
  subs = calloc(all ? all : 1, sizeof *subs); pubs = calloc(o.pubs, sizeof *pubs);
  char get[512]; int gl = snprintf(get, sizeof get, "GET %s HTTP/1.1\r\nHost: %s:%d\r\nAccept: text/event-stream\r\n\r\n", o.sse, o.host, o.port);
  for (int i = 0; i < all; i++) {
    struct conn *s = &subs[i]; s->idx = i; s->slow = i >= o.subs; s->expect = calloc(o.pubs, sizeof(uint32_t));
    if ((s->fd = dial(s->slow ? o.slow_rcvbuf : 0)) < 0) die("connect subscriber");
    response_reset(s); if (send(s->fd, get, gl, MSG_NOSIGNAL) != gl) die("send GET");
    watch(s, EPOLLIN, EPOLL_CTL_ADD);
    if (i % 50 == 49) pump(2000000);
  }
  uint64_t dl = now() + 10000000000ull; /* subscribed once its response head has arrived */
  for (;;) { int ok = 0; for (int i = 0; i < all; i++) ok += subs[i].head_done; if (ok == all) break; if (now() > dl) { fprintf(stderr, "loadgen: only %d of %d subscribers answered\n", ok, all); return 4; } pump(10000000); }
  for (uint64_t t = now() + 150000000; now() < t;) pump(10000000);
  for (int i = o.subs; i < all; i++) epoll_ctl(ep, EPOLL_CTL_DEL, subs[i].fd, NULL);
  long rss_subs = tree_kb("VmRSS:");
  if (o.hold > 0) { uint64_t t = now() + (uint64_t)(o.hold * 1e9); while (now() < t) pump(50000000); rss_subs = tree_kb("VmRSS:"); }
  for (int i = 0; i < o.pubs; i++) {
    struct conn *p = &pubs[i]; p->idx = i; p->is_pub = 1; p->reqbuf = malloc(1024 + (size_t)o.batch * (o.bytes + 128));
    if ((p->fd = dial(0)) < 0) die("connect publisher");
    watch(p, EPOLLIN, EPOLL_CTL_ADD);
  }
  int late = 0;
  if (o.warmdur > 0) late |= phase(0, 0, o.subs, o.warmdur);
  uint64_t got0 = total_got; struct rusage g0, g1; getrusage(RUSAGE_SELF, &g0);
  tree_reset_hwm(); measuring = 1; cpu0 = tree_cpu();
  uint64_t sent0 = sent;
  if (o.n || o.dur > 0) { late |= phase(o.n, o.rate, o.subs, o.dur); o.n = sent - sent0; }
  uint64_t start = first_send; cpu1 = tree_cpu(); getrusage(RUSAGE_SELF, &g1);
  long hwm = tree_kb("VmHWM:");
  uint64_t got = total_got - got0; int same = 1;
  long long lost = (long long)(sent * (uint64_t)o.subs) - (long long)total_got; /* over warm-up and measurement */
  for (int i = 1; i < o.subs; i++) if (subs[i].order_hash != subs[0].order_hash) same = 0;
  double el = ((last_recv > last_ack ? last_recv : last_ack) - start) / 1e9, ela = (last_ack - start) / 1e9, eld = (last_recv - start) / 1e9, cpu = cpu1 - cpu0;
  double gen = (g1.ru_utime.tv_sec - g0.ru_utime.tv_sec) + (g1.ru_stime.tv_sec - g0.ru_stime.tv_sec) + ((g1.ru_utime.tv_usec - g0.ru_utime.tv_usec) + (g1.ru_stime.tv_usec - g0.ru_stime.tv_usec)) / 1e6;
  if (!o.n) el = ela = eld = 0;
  printf("{\"subs\":%d,", o.subs);
  printf("\"elapsed_s\":%.4f,\"pub_per_s\":%.0f,\"del_per_s\":%.0f,", el, ela > 0 ? o.n / ela : 0, eld > 0 ? got / eld : 0);
  printf("\"lat_p50_us\":%.0f,\"lat_p99_us\":%.0f,", lat_n ? lat_q(.5) : 0, lat_n ? lat_q(.99) : 0);
  printf("\"lost\":%lld,\"gaps\":%llu,\"dups\":%llu,\"same_order\":%s,\"http_errors\":%llu,\"subs_closed\":%llu,\"timed_out\":%s,", lost, (unsigned long long)viol_gap, (unsigned long long)viol_dup, same ? "true" : "false", (unsigned long long)http_errors, (unsigned long long)sub_closed, late ? "true" : "false");
  printf("\"cpu_s_per_100k_del\":%.4f,\"cpu_us_per_event\":%.2f,", got ? cpu / got * 1e5 : 0, o.n ? cpu / o.n * 1e6 : 0);
  printf("\"rss_start_kb\":%ld,\"rss_subs_kb\":%ld,\"rss_peak_kb\":%ld,\"gen_cpu_s\":%.3f}\n", rss_start, rss_subs, hwm, gen);
  return late || lost || viol_gap || viol_dup || http_errors ? 1 : 0;
}
