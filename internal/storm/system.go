package storm

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"time"

	"github.com/redis/go-redis/v9"

	"github.com/ai-genesis/ai-genesis/internal/devstack"
	"github.com/ai-genesis/ai-genesis/internal/redisdump"
)

// world is the world of a storm.
const world = "main"

// grace is how long a part may take to stop.
const grace = 30 * time.Second

// system is the five processes with their folders.
type system struct {
	dir     string
	program string
	env     []string
	url     string // of the gateway
	parts   map[string]*part
	disks   map[string]string // part → mount point of its disk; empty without the right to mount
	redis   *redis.Client
	model   *model
}

// newSystem prepares a system without starting it. The disks are separate file systems if this process may mount them.
func newSystem(dir, program string, disks bool) (*system, error) {
	var ports [4]int
	for i := range ports {
		var err error
		if ports[i], err = devstack.FreePort(); err != nil {
			return nil, err
		}
	}
	s := &system{dir: dir, program: program, parts: map[string]*part{}, disks: map[string]string{}}
	var err error
	if s.model, err = newModel(); err != nil {
		return nil, err
	}
	redisAddr, temporalAddr := loopback(ports[0]), loopback(ports[1])
	s.url = "http://" + loopback(ports[3])
	for _, name := range []string{redisPart, enginePart, temporalPart} {
		if err := os.MkdirAll(filepath.Join(dir, "disk-"+name), 0o755); err != nil {
			return nil, fmt.Errorf("make a folder: %w", err)
		}
	}
	if disks {
		if err := s.mount(); err != nil {
			return nil, err
		}
	}
	disk := func(name string) string { return filepath.Join(dir, "disk-"+name) }
	s.env = append(plainEnviron(), "GENESIS_DATA_DIR="+filepath.Join(disk(enginePart), "data"),
		"GENESIS_MUTATIONS_DIR="+filepath.Join(disk(enginePart), "mutations"), "GENESIS_WEB_DIR=",
		"GENESIS_HTTP_ADDR="+loopback(ports[3]), "GENESIS_REDIS_URL=redis://"+redisAddr+"/0",
		"GENESIS_TEMPORAL_ADDRESS="+temporalAddr,
		"GENESIS_LLM=ollama", "GENESIS_OLLAMA_URL="+s.model.url, "GENESIS_MAX_ENTITIES=120", "GENESIS_TRIAL_PAIRS=2",
		"GENESIS_TRIAL_MAX_PAIRS=2", "GENESIS_TRIAL_TICKS=400", "GENESIS_CANARY_TICKS=300",
		"GENESIS_EVOLUTION_COOLDOWN_SEC=1", "GENESIS_ANOMALY_DEATH_THRESHOLD=10", "GENESIS_ANOMALY_OVERPOP_THRESHOLD=100")
	for name, command := range map[string][]string{
		redisPart: {"redis-server", "--port", strconv.Itoa(ports[0]), "--bind", "127.0.0.1", "--dir", disk(redisPart),
			"--appendonly", "yes", "--appendfsync", "everysec", "--save", ""},
		temporalPart: {"temporal", "server", "start-dev", "--ip", "127.0.0.1", "--port", strconv.Itoa(ports[1]),
			"--ui-port", strconv.Itoa(ports[2]), "--headless", "--db-filename", filepath.Join(disk(temporalPart), "temporal.db"),
			"--log-level", "warn", "--dynamic-config-value", "history.transferProcessorMaxPollRPS=1000",
			"--sqlite-pragma", "journal_mode=wal"},
		enginePart: {program, "engine"}, workerPart: {program, "worker"}, gatewayPart: {program, "gateway"},
	} {
		path, err := exec.LookPath(command[0])
		if err != nil {
			return nil, fmt.Errorf("find %s: %w", command[0], err)
		}
		if s.parts[name], err = newPart(dir, name, path, s.env, command[1:]...); err != nil {
			return nil, err
		}
	}
	s.parts[redisPart].prepare(func() { s.mendRedis(disk(redisPart)) })
	s.redis = redis.NewClient(&redis.Options{Addr: redisAddr, MaxRetries: -1, DialerRetries: 1, DialTimeout: time.Second})
	return s, nil
}

// mendRedis repairs Redis's files after a full disk, as up does before it starts Redis.
func (s *system) mendRedis(dir string) {
	mended, err := redisdump.MendAOF(redisdump.AOFDir(dir))
	if len(mended) > 0 || err != nil {
		fmt.Fprintf(s.parts[redisPart].log, "storm: mended %+v, %v\n", mended, err)
	}
}

func loopback(port int) string { return net.JoinHostPort("127.0.0.1", strconv.Itoa(port)) }

// plainEnviron returns the environment without settings.
func plainEnviron() []string {
	return slices.DeleteFunc(os.Environ(), func(v string) bool { return strings.HasPrefix(v, "GENESIS_") })
}

// mount gives Redis and the engine their own disks.
func (s *system) mount() error {
	for _, name := range []string{redisPart, enginePart} {
		at := filepath.Join(s.dir, "disk-"+name)
		if err := tmpfs(at, diskSize); err != nil {
			return err
		}
		s.disks[name] = at
	}
	return nil
}

// diskSize is the size of a disk that is not full. It is only backed by memory as far as it is written.
const diskSize = "4g"

func tmpfs(at, size string) error {
	if out, err := exec.Command("mount", "-t", "tmpfs", "-o", "size="+size, "storm", at).CombinedOutput(); err != nil {
		return fmt.Errorf("mount a small disk: %w: %s", err, out)
	}
	return nil
}

// resize shrinks the disk of a part to what is on it, or makes it roomy again. A concurrent write can make this fail;
// then it tries again.
func (s *system) resize(name string, fill bool) (err error) {
	for range 50 {
		size := diskSize
		if fill {
			var stat syscall.Statfs_t
			if err := syscall.Statfs(s.disks[name], &stat); err != nil {
				return fmt.Errorf("look at the disk of %s: %w", name, err)
			}
			size = fmt.Sprint((stat.Blocks - stat.Bfree) * uint64(stat.Bsize))
		}
		out, failed := exec.Command("mount", "-o", "remount,size="+size, s.disks[name]).CombinedOutput()
		if failed == nil {
			return nil
		}
		err = fmt.Errorf("resize the disk of %s: %w: %s", name, failed, out)
	}
	return err
}

// canMount checks whether disks can be mounted here.
func canMount(dir string) error {
	at, err := os.MkdirTemp(dir, "disk-")
	if err != nil {
		return err
	}
	err = tmpfs(at, "1m")
	if err == nil {
		err = syscall.Unmount(at, 0)
	}
	return errors.Join(err, os.Remove(at))
}

// start starts the parts in order and waits until the system is ready.
func (s *system) start(ctx context.Context) error {
	for _, name := range []string{redisPart, temporalPart} {
		s.parts[name].start("")
	}
	if err := wait(ctx, time.Minute, "Redis", func() error { return s.redis.Ping(ctx).Err() }); err != nil {
		return err
	}
	for _, name := range []string{enginePart, workerPart, gatewayPart} {
		s.parts[name].start("")
	}
	return s.ready(ctx, 2*time.Minute)
}

// ready waits until every part answers.
func (s *system) ready(ctx context.Context, within time.Duration) error {
	return wait(ctx, within, "readiness", func() error {
		resp, err := http.Get(s.url + "/readyz")
		if err != nil {
			return err
		}
		defer resp.Body.Close()
		if resp.StatusCode != http.StatusOK {
			return errors.New(body(resp))
		}
		return nil
	})
}

// close stops everything in order and unmounts the disks, whose content is lost.
func (s *system) close() (err error) {
	for _, name := range []string{gatewayPart, workerPart, enginePart, temporalPart, redisPart} {
		if p := s.parts[name]; p != nil && !p.close(grace) {
			err = errors.Join(err, fmt.Errorf("%s did not stop within %v", name, grace))
		}
	}
	s.model.close()
	_ = s.redis.Close()
	return err
}

// unmount unmounts the disks; their content is lost.
func (s *system) unmount() (err error) {
	for _, at := range s.disks {
		err = errors.Join(err, syscall.Unmount(at, 0))
	}
	return err
}

// run runs one command of the program with the system's settings.
func (s *system) run(ctx context.Context, args ...string) (said string, err error) {
	cmd := exec.CommandContext(ctx, s.program, args...)
	cmd.Env, cmd.Dir = s.env, s.dir
	out, err := cmd.CombinedOutput()
	return string(out), err
}

// wait retries try until it succeeds or the time is up; the error is the last one.
func wait(ctx context.Context, within time.Duration, what string, try func() error) error {
	var err error
	for deadline := time.Now().Add(within); time.Now().Before(deadline); {
		if err = try(); err == nil {
			return nil
		}
		if !sleep(ctx, 200*time.Millisecond) {
			return ctx.Err()
		}
	}
	return fmt.Errorf("%s did not come within %v: %w", what, within, err)
}

// sleep waits for d; it reports false if ctx ended first.
func sleep(ctx context.Context, d time.Duration) bool {
	select {
	case <-ctx.Done():
		return false
	case <-time.After(d):
		return true
	}
}
