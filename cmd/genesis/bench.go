package main

import (
	"context"
	"fmt"
	"io"
	"net"
	"os"
	"os/exec"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/alicebob/miniredis/v2"
	"github.com/spf13/cobra"

	"github.com/ai-genesis/ai-genesis"
	"github.com/ai-genesis/ai-genesis/internal/crowd"
	"github.com/ai-genesis/ai-genesis/internal/redisstore"
)

func (p *program) benchCommand() *cobra.Command {
	c := &cobra.Command{Use: "bench", Short: "Measure parts of the system on this machine"}
	c.AddCommand(p.benchCycleCommand(), p.benchEvolutionCommand(), p.benchModelCommand(), p.benchViewersCommand())
	return c
}

const benchViewersHelp = `Start a gateway, publish frames as an engine would, and let viewers on this machine read
them. The gateway runs in a separate process, so that its processor time can be measured; viewers and feeder run in
this process.`

// report is the result of a bench.
type report interface {
	WriteText(io.Writer) error
	WriteJSON(io.Writer) error
}

func (p *program) printReport(r report, asJSON bool) error {
	if asJSON {
		return r.WriteJSON(p.stdout)
	}
	return r.WriteText(p.stdout)
}

func (p *program) benchViewersCommand() *cobra.Command {
	plan := crowd.Plan{}
	c := &cobra.Command{
		Use:   "viewers",
		Short: "Measure how many viewers a gateway serves",
		Long:  benchViewersHelp,
		Args:  cobra.NoArgs,
		RunE:  func(cmd *cobra.Command, _ []string) error { return p.benchViewers(cmd.Context(), plan) },
	}
	f := c.Flags()
	f.IntVar(&plan.Viewers, "viewers", 1000, "number of viewers that read")
	f.IntVar(&plan.Stalled, "stalled", 0, "number of additional viewers that never read")
	f.IntVar(&plan.Molbots, "molbots", 500, "molbots per frame")
	f.IntVar(&plan.Food, "food", 300, "pieces of food per frame")
	f.IntVar(&plan.FPS, "fps", 30, "frames per second")
	f.StringVar(&plan.Protocol, "protocol", "genesis.v3", "genesis.v1, genesis.v2 or genesis.v3")
	f.DurationVar(&plan.For, "for", 15*time.Second, "how long to measure")
	return c
}

func (p *program) benchViewers(ctx context.Context, plan crowd.Plan) error {
	if plan.Viewers < 1 || plan.Stalled < 0 || plan.Molbots < 200 || plan.Food < 0 || plan.FPS < 1 || plan.FPS > 1000 ||
		plan.For <= 0 {
		return genesis.Errorf(genesis.CodeInvalid, "at least one viewer, 200 molbots (with fewer, frames are JSON) "+
			"and a time above 0 are needed")
	}
	if !slices.Contains([]string{"genesis.v1", "genesis.v2", "genesis.v3"}, plan.Protocol) {
		return genesis.Errorf(genesis.CodeInvalid, "--protocol must be genesis.v1, genesis.v2 or genesis.v3")
	}
	server := miniredis.NewMiniRedis()
	if err := server.Start(); err != nil {
		return fmt.Errorf("start a Redis for the measurement: %w", err)
	}
	defer server.Close()
	url := "redis://" + server.Addr() + "/0"
	store, err := redisstore.Open(ctx, url, genesis.DefaultWorld)
	if err != nil {
		return err
	}
	defer store.Close()
	g, err := p.startGateway(ctx, url)
	if err != nil {
		return err
	}
	defer g.stop()
	plan.Addr, plan.Store, plan.Usage = g.addr, store, g.usage
	plan.Say = func(format string, args ...any) { fmt.Fprintf(p.stderr, format+"\n", args...) }
	report, err := crowd.Run(ctx, plan)
	if err != nil {
		return err
	}
	fmt.Fprintf(p.stdout, "%d viewers (and %d that never read) of %d molbots by %s\n%s",
		plan.Viewers, plan.Stalled, plan.Molbots, plan.Protocol, report)
	return nil
}

// gatewayProcess is a gateway in a separate process.
type gatewayProcess struct {
	cmd  *exec.Cmd
	addr string
}

// gatewayStart is how long a gateway may take to answer.
const gatewayStart = 10 * time.Second

func (p *program) startGateway(ctx context.Context, redisURL string) (*gatewayProcess, error) {
	self, err := os.Executable()
	if err != nil {
		return nil, fmt.Errorf("find this program: %w", err)
	}
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return nil, fmt.Errorf("find a free port: %w", err)
	}
	addr := l.Addr().String()
	if err := l.Close(); err != nil {
		return nil, fmt.Errorf("find a free port: %w", err)
	}
	cmd := exec.CommandContext(ctx, self, "gateway")
	cmd.Env = append(os.Environ(), "GENESIS_REDIS_URL="+redisURL, "GENESIS_HTTP_ADDR="+addr, "GENESIS_LOG_LEVEL=error",
		"GENESIS_TEMPORAL_ADDRESS=127.0.0.1:1", "GENESIS_MAX_VIEWERS=20000")
	cmd.Stderr = p.stderr
	if err := cmd.Start(); err != nil {
		return nil, fmt.Errorf("start a gateway: %w", err)
	}
	g := &gatewayProcess{cmd, addr}
	for deadline := time.Now().Add(gatewayStart); time.Now().Before(deadline); time.Sleep(20 * time.Millisecond) {
		if conn, err := net.Dial("tcp", addr); err == nil {
			return g, conn.Close()
		}
	}
	g.stop()
	return nil, genesis.Errorf(genesis.CodeUnavailable, "the gateway did not answer at %s within %v", addr, gatewayStart)
}

func (g *gatewayProcess) stop() {
	_ = g.cmd.Process.Kill()
	_ = g.cmd.Wait() // reports the kill
}

// userHz is the number of clock ticks per second in /proc/PID/stat on Linux.
const userHz = 100

// usage reads /proc; on systems without it all values are 0.
func (g *gatewayProcess) usage() crowd.Usage {
	dir := "/proc/" + strconv.Itoa(g.cmd.Process.Pid)
	stat, err := os.ReadFile(dir + "/stat")
	if err != nil {
		return crowd.Usage{}
	}
	_, rest, _ := strings.Cut(string(stat), ") ")
	fields := strings.Fields(rest)
	if len(fields) < 22 {
		return crowd.Usage{}
	}
	number := func(i int) int64 { n, _ := strconv.ParseInt(fields[i], 10, 64); return n }
	return crowd.Usage{
		CPU:      time.Duration(number(11)+number(12)) * time.Second / userHz,
		Resident: number(21) * int64(os.Getpagesize()),
	}
}
