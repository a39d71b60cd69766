/*
 * A fast SMTP sink for tests and benchmarks: one process, one epoll loop, nothing kept in memory.
 *
 *   csink [options] PORT             listens on 127.0.0.1:PORT until SIGTERM
 *
 *   -c        announce CHUNKING and take BDAT
 *   -S BYTES  the SIZE announced and held to (50000000)
 *   -l FILE   append "recipient<TAB>Message-ID" for each message, before its 250 is written
 *   -o DIR    write each message to DIR/000001.eml and so on
 *   -L MS     every reply MS milliseconds late, as over a long line; nothing else waits for it
 *   -s SEED   of the faults below, each with a chance in percent (fractions are fine)
 *   -g PCT    451 4.7.1 to RCPT                  -x PCT  550 5.1.1 to RCPT
 *   -d PCT    connection reset in the content    -t PCT  451 4.3.0 after the content
 *   -D PCT    accepted and logged, then reset before the 250 can leave
 *
 * It is as strict about the order of commands as Postfix: MAIL within a transaction is refused.
 * On SIGUSR1 and at its end it prints to stderr, in one line, how many messages and bytes of
 * content it has accepted, and when the last one (CLOCK_MONOTONIC, in seconds).
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <signal.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <sys/timerfd.h>
#include <time.h>
#include <unistd.h>

#define INPUT_ROOM (1 << 18) /* what one connection may send ahead; a message may be longer */
#define HEAD_ROOM (1 << 14)  /* how far into a message its Message-ID is looked for */
#define EVENTS 256

#define DOT "\r\n.\r\n"
#define LENGTH(literal) (sizeof(literal) - 1)

/* --- What was asked for on the command line, and what has been counted ---------------------- */

static struct {
    bool chunking;
    long size_limit;
    int log; /* a file descriptor, or -1 */
    const char *dump;
    int64_t late; /* nanoseconds */
    double refuse_for_now, refuse_for_good, reset_in_content, later_after_content,
        reset_after_accepting;
} asked = {.size_limit = 50000000, .log = -1};

static struct {
    long messages, bytes;
    int64_t last; /* nanoseconds */
} counted;

static int64_t now(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return t.tv_sec * INT64_C(1000000000) + t.tv_nsec;
}

static bool happens(double percent)
{
    return percent > 0 && random() / (RAND_MAX + 1.0) * 100 < percent;
}

static void stop(const char *what)
{
    perror(what);
    exit(1);
}

/* --- Bytes that grow ------------------------------------------------------------------------ */

struct bytes {
    char *at;
    size_t length, room;
};

static void append(struct bytes *b, const char *from, size_t length)
{
    if (!length)
        return;
    if (b->length + length > b->room) {
        b->room = (b->length + length) * 2;
        b->at = realloc(b->at, b->room);
        if (!b->at)
            stop("realloc");
    }
    memcpy(b->at + b->length, from, length);
    b->length += length;
}

static void drop_first(struct bytes *b, size_t length)
{
    b->length -= length;
    memmove(b->at, b->at + length, b->length);
}

/* --- A connection, and replies on their way to it ------------------------------------------- */

enum reading { COMMANDS, DATA, CHUNK };
enum ending { STAYS, CLOSES, RESETS };

struct connection {
    int fd;
    enum reading reading;
    char *input; /* read, not yet understood */
    size_t held;

    bool in_mail;            /* between MAIL and the end of the transaction */
    struct bytes recipients; /* accepted ones, each with a NUL */
    bool reset_in_content;
    bool at_start;     /* DATA: nothing of the message is read yet */
    size_t chunk_left; /* CHUNK: bytes still to come */
    bool chunk_last;
    size_t size;         /* of the message so far */
    struct bytes message; /* as much of it as log or dump need */

    struct bytes answers; /* to what was read just now */
    enum ending ending;   /* decided: nothing more is read after it */
    struct bytes unsent;  /* due, and not yet taken by the kernel */
    enum ending leaving;  /* due: happens once `unsent` is empty */
    bool waits_to_write;
};

/* With the same lateness for all, who was answered first is due first: a queue is enough. */
struct reply {
    struct reply *next;
    struct connection *to; /* NULL once that connection is gone */
    int64_t due;
    enum ending ending;
    size_t length;
    char text[];
};

static struct reply *first_reply, **last_link = &first_reply;
static int epoll, timer;

static void watch(struct connection *c, int how, uint32_t events)
{
    struct epoll_event event = {.events = events, .data.ptr = c};
    if (epoll_ctl(epoll, how, c->fd, &event))
        stop("epoll_ctl");
}

static void destroy(struct connection *c)
{
    for (struct reply *r = first_reply; r; r = r->next)
        if (r->to == c)
            r->to = NULL;
    if (c->leaving == RESETS) {
        struct linger at_once = {.l_onoff = 1, .l_linger = 0};
        setsockopt(c->fd, SOL_SOCKET, SO_LINGER, &at_once, sizeof at_once);
    }
    close(c->fd);
    free(c->input);
    free(c->recipients.at);
    free(c->message.at);
    free(c->answers.at);
    free(c->unsent.at);
    free(c);
}

/* Writes what the kernel takes, and ends the connection if that was the last of it. */
static void flush(struct connection *c)
{
    while (c->unsent.length) {
        ssize_t n = write(c->fd, c->unsent.at, c->unsent.length);
        if (n < 0 && errno == EAGAIN)
            break;
        if (n < 0) {
            destroy(c);
            return;
        }
        drop_first(&c->unsent, n);
    }
    if (!c->unsent.length && c->leaving != STAYS) {
        destroy(c);
        return;
    }
    if (c->waits_to_write != (c->unsent.length > 0)) {
        c->waits_to_write = !c->waits_to_write;
        watch(c, EPOLL_CTL_MOD, EPOLLIN | (c->waits_to_write ? EPOLLOUT : 0));
    }
}

static void set_timer(void)
{
    struct itimerspec at = {0};
    if (first_reply) {
        at.it_value.tv_sec = first_reply->due / 1000000000;
        at.it_value.tv_nsec = first_reply->due % 1000000000;
    }
    timerfd_settime(timer, TFD_TIMER_ABSTIME, &at, NULL);
}

static void post(struct connection *c)
{
    struct reply *r = malloc(sizeof *r + c->answers.length);
    if (!r)
        stop("malloc");
    *r = (struct reply){
        .to = c, .due = now() + asked.late, .ending = c->ending, .length = c->answers.length};
    if (r->length)
        memcpy(r->text, c->answers.at, r->length);
    *last_link = r;
    last_link = &r->next;
    if (first_reply == r)
        set_timer();
}

/* Sends the answers on their way: at once, or through the queue. */
static void hand_over(struct connection *c)
{
    if (!c->answers.length && c->ending == STAYS)
        return;
    if (asked.late) {
        post(c);
        c->answers.length = 0;
        return;
    }
    append(&c->unsent, c->answers.at, c->answers.length);
    c->answers.length = 0;
    c->leaving = c->ending;
    flush(c);
}

static void release_due(void)
{
    int64_t moment = now();
    while (first_reply && first_reply->due <= moment) {
        struct reply *r = first_reply;
        first_reply = r->next;
        if (!first_reply)
            last_link = &first_reply;
        if (r->to) {
            append(&r->to->unsent, r->text, r->length);
            r->to->leaving = r->ending;
            flush(r->to);
        }
        free(r);
    }
    set_timer();
}

static void answer(struct connection *c, const char *line)
{
    append(&c->answers, line, strlen(line));
    append(&c->answers, "\r\n", 2);
}

/* --- A message ------------------------------------------------------------------------------ */

static void keep(struct connection *c, const char *from, size_t length)
{
    size_t room = asked.dump ? (size_t)asked.size_limit : asked.log >= 0 ? HEAD_ROOM : 0;
    c->size += length;
    if (c->message.length < room) {
        size_t left = room - c->message.length;
        append(&c->message, from, length < left ? length : left);
    }
}

/* The Message-ID of a header, also where it stands on a folded line; empty if there is none. */
static void find_message_id(const struct bytes *message, struct bytes *id)
{
    const char *line = message->at, *end = line + message->length;
    const char name[] = "Message-ID:";
    while (line < end && *line != '\r') {
        const char *next = memchr(line, '\n', end - line);
        next = next ? next + 1 : end;
        if ((size_t)(end - line) > LENGTH(name) && !strncasecmp(line, name, LENGTH(name))) {
            const char *from = line + LENGTH(name), *to;
            while (from < end && strchr(" \t\r\n", *from))
                from++;
            for (to = from; to < end && !strchr(" \t\r\n", *to);)
                to++;
            append(id, from, to - from);
            return;
        }
        line = next;
    }
}

/* One write for all its recipients: whoever reads the log never sees half a line. */
static void log_message(struct connection *c)
{
    struct bytes lines = {0}, id = {0};
    const char *end = c->recipients.at + c->recipients.length;
    find_message_id(&c->message, &id);
    for (const char *to = c->recipients.at; to < end; to += strlen(to) + 1) {
        append(&lines, to, strlen(to));
        append(&lines, "\t", 1);
        append(&lines, id.at ? id.at : "", id.length);
        append(&lines, "\n", 1);
    }
    if (write(asked.log, lines.at, lines.length) != (ssize_t)lines.length)
        stop("log");
    free(lines.at);
    free(id.at);
}

/* As it was before it was written for the wire: DATA has doubled each dot that begins a line. */
static void dump_message(struct connection *c)
{
    char path[4096];
    snprintf(path, sizeof path, "%s/%06ld.eml", asked.dump, counted.messages);
    FILE *file = fopen(path, "w");
    if (!file)
        stop(path);
    const char *at = c->message.at, *end = at + c->message.length;
    while (at < end) {
        const char *next = memchr(at, '\n', end - at);
        next = next ? next + 1 : end;
        if (c->reading == DATA && *at == '.')
            at++;
        fwrite(at, 1, next - at, file);
        at = next;
    }
    if (fclose(file))
        stop(path);
}

static void accept_message(struct connection *c)
{
    counted.messages++;
    counted.bytes += c->size;
    counted.last = now();
    if (asked.log >= 0)
        log_message(c);
    if (asked.dump)
        dump_message(c);
    if (happens(asked.reset_after_accepting))
        c->ending = RESETS;
    else
        answer(c, "250 2.0.0 Ok, thrown away");
}

static void end_transaction(struct connection *c)
{
    c->in_mail = c->reset_in_content = false;
    c->recipients.length = c->message.length = c->size = 0;
    c->reading = COMMANDS;
}

static void end_message(struct connection *c)
{
    if (c->size > (size_t)asked.size_limit)
        answer(c, "552 5.3.4 Too big");
    else if (happens(asked.later_after_content))
        answer(c, "451 4.3.0 Try later");
    else
        accept_message(c);
    end_transaction(c);
}

static void begin_message(struct connection *c)
{
    c->at_start = true;
    c->reset_in_content = happens(asked.reset_in_content);
}

/* --- Commands ------------------------------------------------------------------------------- */

static void ehlo(struct connection *c, const char *line)
{
    char size[32];
    (void)line;
    end_transaction(c);
    snprintf(size, sizeof size, "250-SIZE %ld", asked.size_limit);
    answer(c, "250-sink");
    answer(c, "250-PIPELINING");
    answer(c, "250-8BITMIME");
    answer(c, size);
    if (asked.chunking)
        answer(c, "250-CHUNKING");
    answer(c, "250 ENHANCEDSTATUSCODES");
}

static void helo(struct connection *c, const char *line)
{
    (void)line;
    end_transaction(c);
    answer(c, "250 sink");
}

static void mail(struct connection *c, const char *line)
{
    const char *size = strcasestr(line, " SIZE=");
    if (c->in_mail) {
        answer(c, "503 5.5.1 MAIL within a transaction");
    } else if (size && atol(size + LENGTH(" SIZE=")) > asked.size_limit) {
        answer(c, "552 5.3.4 Too big");
    } else {
        c->in_mail = true;
        answer(c, "250 2.1.0 Ok");
    }
}

static void rcpt(struct connection *c, const char *line)
{
    const char *from = strchr(line, '<'), *to = from ? strchr(from, '>') : NULL;
    if (!c->in_mail) {
        answer(c, "503 5.5.1 MAIL comes first");
    } else if (!to) {
        answer(c, "501 5.1.3 No address");
    } else if (happens(asked.refuse_for_good)) {
        answer(c, "550 5.1.1 No such person");
    } else if (happens(asked.refuse_for_now)) {
        answer(c, "451 4.7.1 Greylisted");
    } else {
        append(&c->recipients, from + 1, to - from - 1);
        append(&c->recipients, "", 1);
        answer(c, "250 2.1.5 Ok");
    }
}

static void data(struct connection *c, const char *line)
{
    (void)line;
    if (!c->in_mail) {
        answer(c, "503 5.5.1 MAIL comes first");
    } else if (!c->recipients.length) {
        answer(c, "554 5.5.1 No valid recipients");
    } else {
        begin_message(c);
        c->reading = DATA;
        answer(c, "354 Go on");
    }
}

static void end_chunk(struct connection *c)
{
    c->reading = COMMANDS;
    if (!c->recipients.length) {
        answer(c, "554 5.5.1 No valid recipients");
        if (c->chunk_last)
            end_transaction(c);
    } else if (c->chunk_last) {
        end_message(c);
    } else {
        answer(c, "250 2.0.0 Ok, and further");
    }
}

static void bdat(struct connection *c, const char *line)
{
    char *rest;
    long length = strtol(line + LENGTH("BDAT"), &rest, 10);
    if (!asked.chunking || length < 0 || rest == line + LENGTH("BDAT")) {
        answer(c, "501 5.5.4 BDAT not understood");
        return;
    }
    if (c->recipients.length && !c->size)
        begin_message(c);
    c->chunk_left = length;
    c->chunk_last = strcasestr(rest, "LAST") != NULL;
    c->reading = CHUNK;
    if (!length)
        end_chunk(c);
}

static void rset(struct connection *c, const char *line)
{
    (void)line;
    end_transaction(c);
    answer(c, "250 2.0.0 Ok");
}

static void noop(struct connection *c, const char *line)
{
    (void)line;
    answer(c, "250 2.0.0 Ok");
}

static void quit(struct connection *c, const char *line)
{
    (void)line;
    answer(c, "221 2.0.0 Bye");
    c->ending = CLOSES;
}

static const struct {
    const char *name;
    void (*obey)(struct connection *, const char *line);
} commands[] = {
    {"MAIL", mail}, {"RCPT", rcpt}, {"DATA", data}, {"BDAT", bdat}, {"RSET", rset},
    {"EHLO", ehlo}, {"HELO", helo}, {"NOOP", noop}, {"QUIT", quit},
};

static void obey(struct connection *c, const char *line)
{
    for (size_t i = 0; i < sizeof commands / sizeof commands[0]; i++) {
        if (!strncasecmp(line, commands[i].name, 4)) {
            commands[i].obey(c, line);
            return;
        }
    }
    answer(c, "500 5.5.2 Not understood");
}

/* --- Reading: each takes what it understands of `size` bytes, 0 meaning that more must come --- */

static size_t read_command(struct connection *c, char *at, size_t size)
{
    char *newline = memchr(at, '\n', size);
    if (!newline) {
        if (size == INPUT_ROOM)
            c->ending = RESETS;
        return 0;
    }
    *newline = '\0';
    if (newline > at && newline[-1] == '\r')
        newline[-1] = '\0';
    obey(c, at);
    return newline + 1 - at;
}

/* From line to line, since memmem() takes twice as long here and would be half the sink's work. */
static char *find_dot(char *at, size_t size)
{
    char *end = at + size, *newline = at;
    while ((newline = memchr(newline, '\n', end - newline))) {
        ptrdiff_t left = end - newline + 1;
        if (newline > at && left >= (ptrdiff_t)LENGTH(DOT) &&
            !memcmp(newline - 1, DOT, LENGTH(DOT)))
            return newline - 1;
        newline++;
    }
    return NULL;
}

static size_t read_data(struct connection *c, char *at, size_t size)
{
    const char lone[] = ".\r\n";
    if (c->reset_in_content) {
        c->ending = RESETS;
        return 0;
    }
    if (c->at_start) {
        if (size < LENGTH(lone))
            return 0;
        c->at_start = false;
        if (!memcmp(at, lone, LENGTH(lone))) {
            end_message(c);
            return LENGTH(lone);
        }
    }
    char *dot = find_dot(at, size);
    if (dot) {
        keep(c, at, dot + 2 - at);
        end_message(c);
        return dot + LENGTH(DOT) - at;
    }
    if (size < LENGTH(DOT))
        return 0;
    /* The dot may have begun to arrive. */
    keep(c, at, size - (LENGTH(DOT) - 1));
    return size - (LENGTH(DOT) - 1);
}

static size_t read_chunk(struct connection *c, char *at, size_t size)
{
    size_t taken = size < c->chunk_left ? size : c->chunk_left;
    if (c->reset_in_content) {
        c->ending = RESETS;
        return 0;
    }
    if (c->recipients.length)
        keep(c, at, taken);
    c->chunk_left -= taken;
    if (!c->chunk_left)
        end_chunk(c);
    return taken;
}

static void understand(struct connection *c)
{
    static size_t (*const readers[])(struct connection *, char *, size_t) = {
        [COMMANDS] = read_command, [DATA] = read_data, [CHUNK] = read_chunk};
    size_t done = 0, taken = 1;
    while (taken && done < c->held && c->ending == STAYS) {
        taken = readers[c->reading](c, c->input + done, c->held - done);
        done += taken;
    }
    c->held -= done;
    memmove(c->input, c->input + done, c->held);
}

/* --- The loop ------------------------------------------------------------------------------- */

static void readable(struct connection *c)
{
    ssize_t n = read(c->fd, c->input + c->held, INPUT_ROOM - c->held);
    if (n < 0 && errno == EAGAIN)
        return;
    if (n <= 0) {
        destroy(c);
        return;
    }
    if (c->ending != STAYS) /* what still comes after the end is not read */
        return;
    c->held += n;
    understand(c);
    if (c->ending != STAYS)
        c->held = 0;
    hand_over(c);
}

static void welcome(int listener)
{
    int one = 1, fd = accept4(listener, NULL, NULL, SOCK_NONBLOCK | SOCK_CLOEXEC);
    if (fd < 0)
        return;
    setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
    struct connection *c = calloc(1, sizeof *c);
    if (!c || !(c->input = malloc(INPUT_ROOM)))
        stop("malloc");
    c->fd = fd;
    watch(c, EPOLL_CTL_ADD, EPOLLIN);
    answer(c, "220 sink ESMTP");
    hand_over(c);
}

static void print_count(void)
{
    fprintf(stderr, "{\"messages\": %ld, \"bytes\": %ld, \"last\": %.6f}\n", counted.messages,
            counted.bytes, counted.last / 1e9);
}

static void signalled(int signals)
{
    struct signalfd_siginfo got;
    if (read(signals, &got, sizeof got) != sizeof got)
        return;
    print_count();
    if (got.ssi_signo != SIGUSR1)
        exit(0);
}

static void add(int *fd)
{
    struct epoll_event event = {.events = EPOLLIN, .data.ptr = fd};
    if (*fd < 0 || epoll_ctl(epoll, EPOLL_CTL_ADD, *fd, &event))
        stop("epoll_ctl");
}

/* A late reply may end a connection that has an event of its own: such wait for the others. */
static void serve(int listener, int signals)
{
    struct epoll_event events[EVENTS];
    add(&listener);
    add(&signals);
    add(&timer);
    for (;;) {
        bool due = false;
        int n = epoll_wait(epoll, events, EVENTS, -1);
        for (int i = 0; i < n; i++) {
            void *whose = events[i].data.ptr;
            if (whose == &listener)
                welcome(listener);
            else if (whose == &signals)
                signalled(signals);
            else if (whose == &timer)
                due = true;
            else if (events[i].events & ~(uint32_t)EPOLLOUT)
                readable(whose);
            else
                flush(whose);
        }
        if (due)
            release_due();
    }
}

/* --- The beginning -------------------------------------------------------------------------- */

static int listen_on(int port)
{
    int fd = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0), one = 1;
    struct sockaddr_in here = {
        .sin_family = AF_INET, .sin_port = htons(port), .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &one, sizeof one);
    if (bind(fd, (struct sockaddr *)&here, sizeof here) || listen(fd, 1024))
        stop("listen");
    return fd;
}

static int wanted_signals(void)
{
    sigset_t wanted;
    sigemptyset(&wanted);
    sigaddset(&wanted, SIGUSR1);
    sigaddset(&wanted, SIGTERM);
    sigaddset(&wanted, SIGINT);
    sigprocmask(SIG_BLOCK, &wanted, NULL);
    signal(SIGPIPE, SIG_IGN);
    return signalfd(-1, &wanted, SFD_CLOEXEC);
}

static void read_option(int option, const char *value)
{
    switch (option) {
    case 'c': asked.chunking = true; break;
    case 'S': asked.size_limit = atol(value); break;
    case 'o': asked.dump = value; break;
    case 'L': asked.late = (int64_t)(atof(value) * 1e6); break;
    case 's': srandom(atoi(value)); break;
    case 'g': asked.refuse_for_now = atof(value); break;
    case 'x': asked.refuse_for_good = atof(value); break;
    case 'd': asked.reset_in_content = atof(value); break;
    case 't': asked.later_after_content = atof(value); break;
    case 'D': asked.reset_after_accepting = atof(value); break;
    case 'l':
        asked.log = open(value, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0644);
        if (asked.log < 0)
            stop(value);
        break;
    default: exit(2);
    }
}

int main(int count, char **words)
{
    int option;
    while ((option = getopt(count, words, "cS:l:o:L:s:g:x:d:t:D:")) != -1)
        read_option(option, optarg);
    if (optind + 1 != count) {
        fprintf(stderr, "usage: csink [options] PORT; the options are told in csink.c\n");
        return 2;
    }
    int signals = wanted_signals(), listener = listen_on(atoi(words[optind]));
    epoll = epoll_create1(EPOLL_CLOEXEC);
    timer = timerfd_create(CLOCK_MONOTONIC, TFD_NONBLOCK | TFD_CLOEXEC);
    fprintf(stderr, "{\"pid\": %d}\n", (int)getpid());
    serve(listener, signals);
}
