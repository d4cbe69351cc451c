package redisstore

import (
	"context"
	"time"

	"github.com/google/uuid"
	"github.com/redis/go-redis/v9"
)

// The client library sends a command again when its connection ends before the answer. Redis may have carried it out by
// then. Nearly all writes of this package leave the same behind when they are carried out twice; those that do not (a
// line of a stream, a sum, a message) take a token along, which Redis keeps for a while. A command with a token that
// Redis has seen changes nothing and gets the first answer.

// tokenKept outlasts the retries of the client library by far.
const tokenKept = time.Minute

var (
	// applyOnce takes the commands as a count of words and the words, one after the other. It answers with what the first
	// command answered, if that is a text. The token is the first write, so that a full Redis refuses all or nothing.
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
	// publishOnce publishes even where Redis takes no writes, as PUBLISH itself does: the token is lost then.
	publishOnce = redis.NewScript(`
if redis.pcall('SET', KEYS[1], '', 'NX', 'EX', ARGV[1]) == false then return 0 end
return redis.call('PUBLISH', ARGV[2], ARGV[3])`)
)

// once carries out the commands that add queues, all together, and not again if a command with this token has been
// carried out within kept. An empty token gets a fresh one. It returns the answer to the first command if that is a
// text.
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

// token is the key of a token, "" being a fresh one.
func (k keys) token(token string) string {
	if token == "" {
		token = uuid.NewString()
	}
	return k.prefix + "meta:token:" + token
}

// scriptKeys are the keys of a script, without its token; nil for another command.
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
