//go:build linux

package main

import (
	"archive/tar"
	"context"
	"fmt"
	"io"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
)

// base is what stands in for a base image: programs of this machine with the libraries that they load, and folders of it.
type base struct {
	programs, folders []string
	empty             []string          // folders
	files             map[string]string // by path
	config            []string          // as a Dockerfile has it
}

// everyBase is in each: a shell and tools, and the certificates that this machine trusts.
var everyBase = base{
	programs: []string{"busybox"},
	folders:  []string{"/etc/ssl/certs"},
	empty:    []string{"/tmp", "/root", "/etc", "/usr/bin", "/usr/sbin", "/usr/local/bin"},
	files:    map[string]string{"/etc/passwd": "root:x:0:0::/root:/bin/sh\nnginx:x:101:101::/:/bin/sh\n", "/etc/group": "root:x:0:\nnginx:x:101:\n"},
	config:   []string{"ENV SSL_CERT_DIR=/etc/ssl/certs", "ENV SSL_CERT_FILE=/etc/ssl/certs/ca-certificates.crt"},
}

// bases stand in for the names in the FROM lines, versions left out.
func bases(ctx context.Context) (map[string]base, error) {
	goroot, err := ask(ctx, "go", "env", "GOROOT")
	if err != nil {
		return nil, err
	}
	proxy, err := ask(ctx, "go", "env", "GOPROXY")
	if err != nil {
		return nil, err
	}
	npm, err := exec.LookPath("npm")
	if err != nil {
		return nil, err
	}
	if npm, err = filepath.EvalSymlinks(npm); err != nil {
		return nil, err
	}
	return map[string]base{
		"alpine": {},
		"golang": {folders: []string{goroot}, config: []string{
			"ENV GOTOOLCHAIN=local", "ENV GOPROXY=" + proxy, "ENV PATH=" + path + ":" + goroot + "/bin"}},
		"node": {programs: []string{"node"}, folders: []string{filepath.Dir(filepath.Dir(npm))},
			files:  map[string]string{"/usr/local/bin/npm": "#!/bin/sh\nexec node " + npm + " \"$@\"\n"},
			config: []string{"ENV NODE_EXTRA_CA_CERTS=/etc/ssl/certs/ca-certificates.crt"}},
		"nginx": {programs: []string{"nginx"}, files: map[string]string{"/etc/nginx/nginx.conf": nginxConf},
			folders: []string{"/etc/nginx/mime.types"},
			empty:   []string{"/etc/nginx/conf.d", "/var/log/nginx", "/var/lib/nginx", "/run", "/usr/share/nginx/html"},
			config:  []string{`CMD ["nginx", "-g", "daemon off;"]`}},
	}, nil
}

// nginxConf is what matters in the official image's own: it takes its servers from conf.d.
const nginxConf = `user nginx;
worker_processes auto;
error_log /dev/stderr notice;
pid /run/nginx.pid;
events { worker_connections 1024; }
http {
	include /etc/nginx/mime.types;
	default_type application/octet-stream;
	access_log /dev/stdout;
	sendfile on;
	keepalive_timeout 65;
	include /etc/nginx/conf.d/*.conf;
}
`

// pack writes the file system of a base as a tar.
func (b base) pack(ctx context.Context, to io.Writer) error {
	out := &archive{w: tar.NewWriter(to), has: map[string]bool{}}
	for _, dir := range append(everyBase.empty, b.empty...) {
		out.dir(dir)
	}
	for _, name := range append(everyBase.programs, b.programs...) {
		if err := out.program(ctx, name); err != nil {
			return err
		}
	}
	for _, folder := range append(everyBase.folders, b.folders...) {
		if err := out.tree(folder); err != nil {
			return err
		}
	}
	for _, files := range []map[string]string{everyBase.files, b.files} {
		for name, text := range files {
			out.file(name, []byte(text), 0o755)
		}
	}
	applets, err := ask(ctx, "busybox", "--list")
	if err != nil {
		return err
	}
	for _, applet := range strings.Fields(applets) {
		out.link("/bin/"+applet, "/usr/bin/busybox")
	}
	out.link("/usr/bin/env", "/usr/bin/busybox") // where scripts look for it
	if out.err != nil {
		return out.err
	}
	return out.w.Close()
}

// archive writes each path once and remembers the first error.
type archive struct {
	w   *tar.Writer
	has map[string]bool
	err error
}

func (a *archive) add(h *tar.Header, content []byte) {
	h.Name = strings.TrimPrefix(h.Name, "/")
	if a.err != nil || a.has[h.Name] {
		return
	}
	a.has[h.Name] = true
	if a.err = a.w.WriteHeader(h); a.err == nil {
		_, a.err = a.w.Write(content)
	}
}

func (a *archive) dir(name string) {
	mode := int64(0o755)
	if name == "/tmp" {
		mode = 0o1777
	}
	a.add(&tar.Header{Typeflag: tar.TypeDir, Name: name, Mode: mode}, nil)
}

func (a *archive) file(name string, content []byte, mode int64) {
	a.add(&tar.Header{Typeflag: tar.TypeReg, Name: name, Mode: mode, Size: int64(len(content))}, content)
}

func (a *archive) link(name, target string) {
	a.add(&tar.Header{Typeflag: tar.TypeSymlink, Name: name, Linkname: target, Mode: 0o777}, nil)
}

// copy puts a file of this machine, or what a link of it leads to, at the same path.
func (a *archive) copy(name string) error {
	info, err := os.Stat(name)
	if err != nil {
		return err
	}
	content, err := os.ReadFile(name)
	a.file(name, content, int64(info.Mode().Perm()))
	return err
}

// program copies a program to /usr/bin and the libraries that it loads to where it looks for them.
func (a *archive) program(ctx context.Context, name string) error {
	at, err := exec.LookPath(name)
	if err != nil {
		return err
	}
	content, err := os.ReadFile(at)
	if err != nil {
		return err
	}
	a.file("/usr/bin/"+name, content, 0o755)
	libraries, err := ask(ctx, "ldd", at)
	if err != nil {
		return nil //nolint:nilerr // a static program: ldd says so with an error
	}
	for _, word := range strings.Fields(libraries) {
		if !filepath.IsAbs(word) {
			continue
		}
		if err := a.copy(word); err != nil {
			return err
		}
		if filepath.Base(word) == "libc.so.6" {
			// What comes with it: the tools of the frontend's build have libraries of their own that load these.
			for _, more := range []string{"librt.so.1", "libresolv.so.2", "libutil.so.1"} {
				if more = filepath.Join(filepath.Dir(word), more); exists(more) {
					if err := a.copy(more); err != nil {
						return err
					}
				}
			}
		}
	}
	return nil
}

func (a *archive) tree(from string) error {
	return filepath.WalkDir(from, func(name string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if d.IsDir() {
			a.dir(name)
			return a.err
		}
		if info, err := os.Stat(name); err != nil || info.IsDir() {
			return nil //nolint:nilerr // a link to nowhere or to a folder: nothing that an image needs
		}
		if err := a.copy(name); err != nil {
			return err
		}
		return a.err
	})
}

func ask(ctx context.Context, program string, args ...string) (string, error) {
	out, err := exec.CommandContext(ctx, program, args...).Output()
	if err != nil {
		return "", fmt.Errorf("%s %s: %w", program, strings.Join(args, " "), err)
	}
	return strings.TrimSpace(string(out)), nil
}
