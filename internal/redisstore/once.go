package redisstore

import (
	"context"
	"time"

	"github.com/google/uuid"
	"github.com/redis/go-redis/v9"
)

// The client library repeats a command if its connection ends before the answer; Redis may already have executed it.
// Nearly all writes of this package are idempotent. Those that are not (appending to a stream, adding to a counter,
// publishing) carry a token, which Redis remembers for a while: a command with a known token changes nothing and
// returns the first answer.

// tokenKept is far longer than the client library's retries last.
const tokenKept = time.Minute

var (
	// applyOnce takes commands as flat arguments: for each, the number of its words, then the words. It returns the
	// first command's answer if that is a string. The token is written first, so that a full Redis refuses either
	// everything or nothing.
	applyOnce = redis.NewScript(`
local was = redis.call('GET', KEYS[1])
if was then return was end
redis.call('SET', KEYS[1], '', 'EX', ARGV[1])
local answer, at = nil, 2
while at <= #ARGV do
  local words = tonumber(ARGV[at])
  local r = redis.pcall(unpack(ARGV, at + 1, at + words))
  if type(r) == 'table' and r.err then
    redis.call('DEL', KEYS[1])
    return r
  end
  if at == 2 and type(r) == 'string' then answer = r end
  at = at + words + 1
end
if answer then redis.call('SET', KEYS[1], answer, 'EX', ARGV[1]) end
return answer or ''`)
	// publishOnce publishes even if Redis refuses writes, as PUBLISH itself does; the token is lost then.
	publishOnce = redis.NewScript(`
if redis.pcall('SET', KEYS[1], '', 'NX', 'EX', ARGV[1]) == false then return 0 end
return redis.call('PUBLISH', ARGV[2], ARGV[3])`)
)

// once atomically executes the commands that add queues, unless a command with the same token was executed within kept.
// An empty token gets a new one. It returns the answer to the first command if that is a string.
func (s *Store) once(
	ctx context.Context, token string, kept time.Duration, add func(pipe redis.Pipeliner),
) (answer string, err error) {
	queue := s.client.Pipeline()
	add(queue)
	keys, words := []string{s.keys.token(token)}, []any{int(kept.Seconds())}
	for _, cmd := range queue.Cmds() {
		args := cmd.Args()
		if key, ok := args[1].(string); ok && cmd.Name() != "publish" {
			keys = append(keys, key)
		}
		words = append(append(words, len(args)), args...)
	}
	return applyOnce.Run(ctx, s.client, keys, words...).Text()
}

// token returns the key of a token; "" stands for a new one.
func (k keys) token(token string) string {
	if token == "" {
		token = uuid.NewString()
	}
	return k.prefix + "meta:token:" + token
}

// scriptKeys returns the keys of a script call without its token, or nil for any other command.
func scriptKeys(cmd redis.Cmder) (keys []string) {
	if name := cmd.Name(); name != "evalsha" && name != "eval" {
		return nil
	}
	args := cmd.Args()
	if n, ok := args[2].(int); ok {
		for _, arg := range args[3 : 3+n] {
			if key, ok := arg.(string); ok {
				keys = append(keys, key)
			}
		}
	}
	return keys
}
