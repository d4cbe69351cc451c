package redisstore

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"net"
	"regexp"
	"strconv"
	"strings"
	"syscall"
	"time"

	"github.com/redis/go-redis/v9"

	"github.com/ai-genesis/ai-genesis"
)

// adviceByCode maps the errors by which Redis says that it can't serve at the moment, or not as configured, to advice
// for an operator. Any command would get them: they are neither a mistake of the caller nor a defect of this program.
var adviceByCode = map[string]string{
	"OOM":         "raise its maxmemory, or remove data of other programs",
	"MISCONF":     "it can't write to its disk: make room there, and see its log",
	"NOREPLICAS":  "too few of its replicas are connected: start them, or lower its min-replicas-to-write",
	"NOAUTH":      withAuth,
	"WRONGPASS":   "correct the user and the password in GENESIS_REDIS_URL",
	"NOPERM":      "its ACL does not let the user in GENESIS_REDIS_URL do this",
	"DENIED":      "it is in protected mode: give it a password, or bind it to the loopback address",
	"BUSY":        "a script of another program holds it up: end it with SCRIPT KILL",
	"LOADING":     "it reads its data from disk; wait",
	"READONLY":    "it is a replica: let GENESIS_REDIS_URL name its primary, or promote it with REPLICAOF NO ONE",
	"MASTERDOWN":  "it is a replica that has lost its primary: let GENESIS_REDIS_URL name the primary",
	"UNBLOCKED":   "its role has just changed; wait",
	"TRYAGAIN":    "its cluster moves data; wait",
	"WRONGTYPE":   "another program has written a key of the world: `genesis doctor --fix` finds and mends it",
	"CLUSTERDOWN": notClustered,
	"MOVED":       notClustered,
	"ASK":         notClustered,
	"CROSSSLOT":   notClustered,
}

// withAuth is the advice for a missing password.
const withAuth = "it wants a password: put it into GENESIS_REDIS_URL, as redis://user:password@host:6379/0"

const withoutAuth = "it has no password: take the one in GENESIS_REDIS_URL out"

const notClustered = "it runs in cluster mode, which AI-Genesis does not support: use a Redis without cluster-enabled"

// adviceByPhrase covers rejections to which Redis gives no error code.
var adviceByPhrase = map[string]string{
	"max number of clients reached":               "raise its maxclients, or end other programs' connections",
	"Client sent AUTH, but no password is set":    withoutAuth,
	"AUTH <password> called without any password": withoutAuth,
	"unauthenticated multibulk length":            withAuth, // Redis rejects a long command before it has read it
	"unauthenticated bulk length":                 withAuth,
	"SELECT is not allowed in cluster mode":       notClustered,
	"DB index is out of range": "choose another database number in GENESIS_REDIS_URL, or raise " +
		"its databases",
	"invalid DB index": "choose another database number in GENESIS_REDIS_URL",
	"Redis is configured to use an ACL, but no us": "it wants a user and a password: put them into GENESIS_REDIS_URL",
}

// errorCodePattern matches the error code, which is either at the beginning or, in errors of scripts and EXEC, after a
// dash.
var errorCodePattern = regexp.MustCompile(`(?:^|^ERR |: -?|^EXECABORT [^:]*: )([A-Z]{3,})\b`)

// adviceFor reports whether an error of Redis means that it can't serve, and what can be done.
func adviceFor(answer string) (advice string, ok bool) {
	for _, m := range errorCodePattern.FindAllStringSubmatch(answer, -1) {
		if advice, ok := adviceByCode[m[1]]; ok {
			return advice, true
		}
	}
	for words, advice := range adviceByPhrase {
		if strings.Contains(answer, words) {
			return advice, true
		}
	}
	return "", false
}

// wrap adds the operation to an error. A failed connection, or an answer by which Redis says that it can't serve, gets
// code unavailable and a message with Redis's own words. Any other answer, and an answer that can't be decoded, is a
// defect of this program. wrap keeps err in the chain and returns nil for nil.
func wrap(op string, err error) error {
	if err == nil {
		return nil
	}
	if broken, ok := errors.AsType[*brokenError](err); ok {
		return &unavailableError{genesis.Unavailable("redis", "Redis can't serve: %v", broken).With("key", broken.Key), op,
			err}
	}
	if words, advice, refused := Refused(err); refused {
		return &unavailableError{genesis.Unavailable("redis", "Redis refuses: %s; %s", words, advice).With("answer", words),
			op, err}
	}
	_, answered := errors.AsType[redis.Error](err)
	_, unreadable := errors.AsType[*strconv.NumError](err)
	if answered || unreadable || errors.Is(err, context.Canceled) {
		return fmt.Errorf("redis: %s: %w", op, err)
	}
	return &unavailableError{genesis.Unavailable("redis", "Redis does not answer: %s", connectionProblem(err)), op, err}
}

// unavailableError is an error with code unavailable, the operation that failed, and the client's own error.
type unavailableError struct {
	code  *genesis.Error
	op    string
	cause error
}

// Error implements error.
func (a *unavailableError) Error() string { return fmt.Sprintf("%s (%s)", a.code.Message, a.op) }

// Unwrap returns the client's error.
func (a *unavailableError) Unwrap() error { return a.cause }

// As lets errors.As find the *genesis.Error.
func (a *unavailableError) As(target any) bool {
	code, ok := target.(**genesis.Error)
	if ok {
		*code = a.code
	}
	return ok
}

// Refused returns the words by which Redis said, in err, that it can't serve, and the advice for an operator.
func Refused(err error) (words, advice string, ok bool) {
	answer, ok := errors.AsType[redis.Error](err)
	if !ok {
		return "", "", false
	}
	words = strings.TrimSuffix(answer.Error(), ".")
	advice, ok = adviceFor(words)
	if strings.Contains(words, "unauthenticated") { // the answer to a long command; a short one gets NOAUTH
		words = "NOAUTH Authentication required (" + words + ")"
	}
	return words, advice, ok
}

// connectionProblem says how a connection failed, but not the address: it is shown to everybody who may read the world,
// and they need not learn where its parts are.
func connectionProblem(err error) string {
	if errno, ok := errors.AsType[syscall.Errno](err); ok && !errno.Timeout() {
		return errno.Error()
	}
	if garbled, ok := errors.AsType[*notRedisError](err); ok {
		return garbled.Error()
	}
	if _, ok := errors.AsType[*tls.CertificateVerificationError](err); ok {
		return "its certificate is not trusted: name the file of its authority in SSL_CERT_FILE"
	}
	var timeout net.Error
	switch {
	case errors.Is(err, redis.ErrPoolTimeout), errors.Is(err, redis.ErrPoolExhausted):
		return "all connections to it are in use"
	case errors.Is(err, redis.ErrClosed):
		return "this process is stopping"
	case errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF), errors.Is(err, net.ErrClosed):
		return "it closed the connection"
	case errors.Is(err, context.DeadlineExceeded), errors.As(err, &timeout) && timeout.Timeout():
		return "no answer in time"
	}
	if _, ok := errors.AsType[*net.DNSError](err); ok {
		return "its name is unknown"
	}
	return "the connection failed"
}

// transactionHook is a client hook. A transaction fails with EXECABORT if Redis refused one of its commands; the hook
// reports that refusal instead.
type transactionHook struct{}

// DialHook implements redis.Hook.
func (transactionHook) DialHook(next redis.DialHook) redis.DialHook { return next }

// ProcessHook implements redis.Hook.
func (transactionHook) ProcessHook(next redis.ProcessHook) redis.ProcessHook { return next }

// ProcessPipelineHook implements redis.Hook.
func (transactionHook) ProcessPipelineHook(next redis.ProcessPipelineHook) redis.ProcessPipelineHook {
	return func(ctx context.Context, cmds []redis.Cmder) error {
		err := next(ctx, cmds)
		if !redis.IsExecAbortError(err) {
			return err
		}
		for _, cmd := range cmds {
			if cause := cmd.Err(); cause != nil && !redis.IsExecAbortError(cause) {
				return fmt.Errorf("%w (%w)", cause, err)
			}
		}
		return err
	}
}

// probeKept is how long the probe's key stays.
const probeKept = time.Minute

// Ready returns an error with code unavailable if Redis does not answer or refuses writes. A ping is not enough: a full
// or read-only Redis answers it while the world's mirror goes stale.
func (s *Store) Ready(ctx context.Context) error {
	return wrap("write a probe", s.client.Set(ctx, s.keys.probe(), 1, probeKept).Err())
}
