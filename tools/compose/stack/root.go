//go:build linux

package main

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"

	"github.com/compose-spec/compose-go/v2/types"
)

// root is the file system that the services see: the machine's own under a layer in memory, in which the files of the
// images and the file's mounts lie where the containers would have them. Names of services are those of this machine.
type root string

func newRoot(repo string) (root, error) {
	scratch := filepath.Join(repo, "data", "stack", "scratch")
	if err := os.MkdirAll(scratch, 0o755); err != nil {
		return "", err
	}
	if err := syscall.Mount("", "/", "", syscall.MS_REC|syscall.MS_PRIVATE, ""); err != nil {
		return "", fmt.Errorf("make the mounts private: %w", err)
	}
	if err := syscall.Mount("tmpfs", scratch, "tmpfs", 0, "mode=1777"); err != nil {
		return "", fmt.Errorf("mount a scratch folder: %w", err)
	}
	r := root(filepath.Join(scratch, "root"))
	for _, dir := range []string{"root", "upper", "work"} {
		if err := os.Mkdir(filepath.Join(scratch, dir), 0o755); err != nil {
			return "", err
		}
	}
	layers := fmt.Sprintf("lowerdir=/,upperdir=%s/upper,workdir=%s/work", scratch, scratch)
	if err := syscall.Mount("overlay", string(r), "overlay", 0, layers); err != nil {
		return "", fmt.Errorf("mount an overlay on /: %w", err)
	}
	for _, m := range []struct{ source, target, kind string }{
		{"proc", "proc", "proc"}, {"tmpfs", "tmp", "tmpfs"}, {"tmpfs", "run", "tmpfs"}, {"/dev", "dev", ""},
	} {
		flags := uintptr(0)
		if m.kind == "" {
			flags = syscall.MS_BIND | syscall.MS_REC
		}
		if err := syscall.Mount(m.source, r.at(m.target), m.kind, flags, ""); err != nil {
			return "", fmt.Errorf("mount %s: %w", m.target, err)
		}
	}
	return r, nil
}

func (r root) at(path string) string { return filepath.Join(string(r), path) }

// fill lays out what the images would bring.
func (r root) fill(p programs, repo string) error {
	busybox, err := exec.LookPath("busybox")
	if err != nil {
		return err
	}
	for target, source := range map[string]string{
		"/usr/local/sbin/genesis":            p.Genesis,
		"/usr/local/sbin/temporal-server":    p.Server,
		"/usr/local/sbin/temporal-sql-tool":  p.SQLTool,
		"/usr/local/sbin/temporal":           p.CLI,
		"/etc/temporal/schema":               filepath.Join(p.TemporalSource, "schema"),
		"/etc/temporal/entrypoint.sh":        filepath.Join(p.TemporalSource, "docker/scripts/sh/entrypoint.sh"),
		"/home/ui-server/ui-server":          p.UI,
		"/home/ui-server/config/docker.yaml": filepath.Join(p.UISource, "config/docker.yaml"),
		"/home/ui-server/start-ui-server.sh": filepath.Join(p.UISource, "docker/start-ui-server.sh"),
		"/usr/share/nginx/html":              filepath.Join(repo, "frontend/dist"),       // as Dockerfile.web has it
		"/etc/nginx/conf.d/default.conf":     filepath.Join(repo, "frontend/nginx.conf"), // likewise
		"/usr/bin/sh":                        busybox,                                    // Alpine's shell and tools, which scripts and health checks call
		"/usr/local/sbin/wget":               busybox,
	} {
		if err := r.bind(source, target, false); err != nil {
			return err
		}
	}
	if err := os.RemoveAll(r.at("/etc/nginx/sites-enabled")); err != nil {
		return err
	}
	return os.WriteFile(r.at("/usr/local/sbin/postgres-entrypoint"), []byte(postgresEntrypoint), 0o755)
}

// postgresEntrypoint does what the image's own does: the first time it makes a cluster with the user and a database of
// the same name.
const postgresEntrypoint = `set -eu
data=/var/lib/postgresql/data
printf %s "$POSTGRES_PASSWORD" >/tmp/pw
initdb -D $data -U "$POSTGRES_USER" --pwfile=/tmp/pw --auth-host=scram-sha-256 --auth-local=trust
pg_ctl -D $data -w -o "-c listen_addresses='' -k /tmp" start
createdb -h /tmp -U "$POSTGRES_USER" "$POSTGRES_USER"
pg_ctl -D $data -m fast -w stop
mkdir -p /run/postgresql
exec postgres -D $data -c listen_addresses='*' -k /run/postgresql
`

// hosts gives every service its name. All are this machine.
func (r root) hosts(p *types.Project) error {
	name, err := os.Hostname()
	if err != nil {
		return err
	}
	lines := "127.0.0.1 localhost " + name + "\n127.0.0.1 " + strings.Join(p.ServiceNames(), " ") + "\n"
	if err := os.Remove(r.at("/etc/hosts")); err != nil && !os.IsNotExist(err) {
		return err
	}
	return os.WriteFile(r.at("/etc/hosts"), []byte(lines), 0o644)
}

// bind shows a file or folder of the machine at a place of the root.
func (r root) bind(source, target string, readOnly bool) error {
	at := r.at(target)
	info, err := os.Stat(source)
	if err != nil {
		return err
	}
	if info.IsDir() {
		err = os.MkdirAll(at, 0o755)
	} else if err = os.MkdirAll(filepath.Dir(at), 0o755); err == nil && !exists(at) {
		err = os.WriteFile(at, nil, 0o755)
	}
	if err != nil {
		return err
	}
	if err := syscall.Mount(source, at, "", syscall.MS_BIND, ""); err != nil {
		return fmt.Errorf("bind %s to %s: %w", source, target, err)
	}
	if !readOnly {
		return nil
	}
	return syscall.Mount("", at, "", syscall.MS_BIND|syscall.MS_REMOUNT|syscall.MS_RDONLY, "")
}
