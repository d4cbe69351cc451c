package devstack

import (
	"fmt"
	"math/rand/v2"
	"net"
	"strconv"

	"github.com/ai-genesis/ai-genesis"
)

func loopback(port int) string { return net.JoinHostPort("127.0.0.1", strconv.Itoa(port)) }

// portFree returns an error if a part could not listen at address.
func portFree(address string) error {
	l, err := net.Listen("tcp", address)
	if err != nil {
		return err
	}
	return l.Close()
}

// FreePort picks from this range. It lies below the ephemeral ports (from 32768 on Linux, from 49152 elsewhere): an
// outgoing connection could otherwise take a port in the seconds before the part listens on it.
const (
	firstFree = 20_000
	lastFree  = 32_000
)

// FreePort returns a port on which nothing listens at the moment.
func FreePort() (int, error) {
	for range 100 {
		if port := firstFree + rand.IntN(lastFree-firstFree); portFree(loopback(port)) == nil {
			return port, nil
		}
	}
	l, err := net.Listen("tcp", loopback(0))
	if err != nil {
		return 0, fmt.Errorf("find a free port: %w", err)
	}
	defer l.Close()
	return l.Addr().(*net.TCPAddr).Port, nil
}

// claimPort checks that a part can listen on its port; 0 picks a free one. If the port is taken, it returns a
// *genesis.Error with code conflict that names the setting to change.
func claimPort(port int, setting, what string) (int, error) {
	if port == 0 {
		return FreePort()
	}
	if err := portFree(loopback(port)); err != nil {
		return 0, portTaken(port, setting, what)
	}
	return port, nil
}

func portTaken(port int, setting, what string) error {
	return genesis.Errorf(genesis.CodeConflict, "port %d, for %s, is in use: stop what listens there (lsof -i :%d), or "+
		"set %s to another port",
		port, what, port, setting)
}

// checkHTTP checks that the gateway can listen, and replaces port 0 with a free port.
func (s *stack) checkHTTP() error {
	host, digits, err := net.SplitHostPort(s.Settings.HTTPAddr)
	if err != nil {
		return fmt.Errorf("GENESIS_HTTP_ADDR: %w", err)
	}
	port, err := strconv.Atoi(digits)
	if err != nil {
		return genesis.Errorf(genesis.CodeInvalid, "GENESIS_HTTP_ADDR %q: the port is not a number", s.Settings.HTTPAddr)
	}
	if port == 0 {
		if port, err = FreePort(); err != nil {
			return err
		}
	}
	address := net.JoinHostPort(host, strconv.Itoa(port))
	if err := portFree(address); err != nil {
		return portTaken(port, "GENESIS_HTTP_ADDR", "the visualiser and the API")
	}
	s.env["GENESIS_HTTP_ADDR"] = address
	return nil
}
