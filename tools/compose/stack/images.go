package main

import (
	"bytes"
	"context"
	"embed"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
)

// standIn is what stands in for an image of others: programs of this machine with the libraries that they load, files
// at the places where the image has them, and how it runs.
type standIn struct {
	programs []string
	trees    []string // files and folders of this machine that lie at the same place
	// place in the image -> file or folder of this machine, or of standin/ if it has no slash before it
	files  map[string]string
	owned  map[string]int // folders, and whose they are
	config []string       // as a Dockerfile has it
}

//go:embed standin/*.sh standin/nginx.conf
var embedded embed.FS

const accounts = `root:x:0:0::/root:/bin/sh
nginx:x:101:101::/:/bin/sh
grafana:x:472:0::/:/bin/sh
postgres:x:999:999::/var/lib/postgresql:/bin/sh
redis:x:998:998::/data:/bin/sh
temporal:x:1000:1000::/tmp:/bin/sh
nobody:x:65534:65534::/:/bin/sh
`

const groups = "root:x:0:\nnginx:x:101:\npostgres:x:999:\nredis:x:998:\ntemporal:x:1000:\nnogroup:x:65534:\n"

// standIns are by the name of the image without its tag.
func standIns(ctx context.Context, repo string) (map[string]standIn, error) {
	postgres, goroot, proxy, npm := postgresDir(), "", "", ""
	for _, a := range []struct {
		into *string
		argv []string
	}{{&goroot, []string{"go", "env", "GOROOT"}}, {&proxy, []string{"go", "env", "GOPROXY"}},
		{&npm, []string{"readlink", "-f", look("npm")}}} {
		out, err := exec.CommandContext(ctx, a.argv[0], a.argv[1:]...).Output()
		if err != nil {
			return nil, fmt.Errorf("%s: %w", strings.Join(a.argv, " "), err)
		}
		*a.into = strings.TrimSpace(string(out))
	}
	server, err := source(ctx, temporalModule, imageTag(repo, "temporalio/server"))
	if err != nil {
		return nil, err
	}
	ui, err := source(ctx, uiModule, imageTag(repo, "temporalio/ui"))
	if err != nil {
		return nil, err
	}
	return map[string]standIn{
		"alpine": {},
		"golang": {trees: []string{goroot}, config: []string{"ENV GOTOOLCHAIN=local", "ENV GOPROXY=" + proxy,
			"ENV PATH=" + goroot + "/bin:/usr/local/bin:/usr/bin:/bin"}},
		"node": {
			programs: []string{"node"}, trees: []string{filepath.Dir(filepath.Dir(npm))},
			files:  map[string]string{"/usr/local/bin/npm": "npm.sh"},
			config: []string{"ENV NODE_EXTRA_CA_CERTS=/etc/ssl/certs/ca-certificates.crt", "ENV NPM=" + npm},
		},
		"nginx": {
			programs: []string{"nginx"}, trees: []string{"/etc/nginx/mime.types"},
			files:  map[string]string{"/etc/nginx/nginx.conf": "nginx.conf"},
			owned:  map[string]int{"/var/log/nginx": 0, "/var/lib/nginx": 0, "/usr/share/nginx/html": 0},
			config: []string{`CMD ["nginx", "-g", "daemon off;"]`},
		},
		"redis": {programs: []string{"redis-server", "redis-cli"}, owned: map[string]int{"/data": 998},
			config: []string{"WORKDIR /data", "VOLUME /data", `CMD ["redis-server"]`}},
		"postgres": {
			programs: []string{
				postgres + "/bin/postgres", postgres + "/bin/initdb", postgres + "/bin/psql", postgres + "/bin/pg_ctl",
				postgres + "/bin/pg_isready",
			},
			trees: []string{postgres, strings.Replace(postgres, "/lib/", "/share/", 1), "/usr/share/zoneinfo"},
			files: map[string]string{"/usr/local/bin/docker-entrypoint": "postgres.sh"},
			owned: map[string]int{"/var/lib/postgresql/data": 999, "/run/postgresql": 999},
			config: []string{
				"ENV PATH=" + postgres + "/bin:/usr/local/bin:/usr/bin:/bin", "ENV PGDATA=/var/lib/postgresql/data",
				"VOLUME /var/lib/postgresql/data", `ENTRYPOINT ["sh", "/usr/local/bin/docker-entrypoint"]`, `CMD ["postgres"]`,
			},
		},
		"ollama/ollama": {
			programs: []string{built(repo, "ollama"), built(repo, "genesis")}, owned: map[string]int{"/root/.ollama": 0},
			config: []string{"ENV OLLAMA_HOST=0.0.0.0:11434", `ENTRYPOINT ["ollama"]`, `CMD ["serve"]`},
		},
		"temporalio/server": {
			programs: []string{built(repo, "temporal-server"), "getent"},
			files:    map[string]string{"/etc/temporal/entrypoint.sh": server + "/docker/scripts/sh/entrypoint.sh"},
			config:   []string{"USER temporal", "WORKDIR /etc/temporal", `CMD ["sh", "/etc/temporal/entrypoint.sh"]`},
		},
		"temporalio/admin-tools": {
			programs: []string{built(repo, "temporal-sql-tool"), temporalCLI(repo)},
			files:    map[string]string{"/etc/temporal/schema": server + "/schema"}, config: []string{"USER temporal"},
		},
		"temporalio/ui": {
			programs: []string{"bash", built(repo, "ui-server")},
			files: map[string]string{"/home/ui-server/ui-server": built(repo, "ui-server"),
				"/home/ui-server/config/docker.yaml": ui + "/config/docker.yaml", "/home/ui-server/start-ui-server.sh": ui +
					"/docker/start-ui-server.sh"},
			config: []string{"USER temporal", "WORKDIR /home/ui-server", `ENTRYPOINT ["bash", "./start-ui-server.sh"]`},
		},
		"prom/prometheus": {
			programs: []string{"prometheus", "promtool"}, owned: map[string]int{"/prometheus": 65534, "/etc/prometheus": 65534},
			config: []string{"USER nobody", "WORKDIR /prometheus", "VOLUME /prometheus", `ENTRYPOINT ["prometheus"]`},
		},
		"grafana/grafana": {
			files: map[string]string{"/usr/local/bin/grafana": "grafana.sh"}, owned: map[string]int{"/var/lib/grafana": 472},
			config: []string{"USER 472", `ENTRYPOINT ["sh", "/usr/local/bin/grafana"]`},
		},
	}, nil
}

// images makes the stand-ins, under the names that the files use.
func (st *stack) images(ctx context.Context) error {
	known, err := standIns(ctx, st.repo)
	if err != nil {
		return err
	}
	for _, name := range imageNames(st.repo) {
		repository, _, _ := strings.Cut(name, ":")
		s, ok := known[repository]
		if !ok {
			return fmt.Errorf("nothing stands in for the image %s", name)
		}
		if again() && !strings.Contains(os.Getenv("STACK_AGAIN"), repository) &&
			st.docker.get(ctx, "/images/"+name+"/json", nil) == nil {
			continue
		}
		if err := st.imageOf(ctx, name, s); err != nil {
			return fmt.Errorf("make a stand-in of %s: %w", name, err)
		}
	}
	say("stand-ins of %s", strings.Join(imageNames(st.repo), ", "))
	return nil
}

func (st *stack) imageOf(ctx context.Context, name string, s standIn) error {
	dir, err := os.MkdirTemp(place(st.repo), "image-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	list, err := s.lay(ctx, dir)
	if err != nil {
		return err
	}
	slices.Sort(list)
	list = slices.Compact(list)
	if err := os.WriteFile(filepath.Join(dir, "list"), []byte(strings.Join(list, "\n")+"\n"), 0o644); err != nil {
		return err
	}
	// What lies in the machine, with links followed, and then what was laid out, as it is.
	script := `cd "$0" && tar -C / -chf first --hard-dereference --no-recursion --ignore-failed-read -T list 2>/dev/null; tar -C root -cf second . && tar -Af first second && cat first`
	cmd := exec.CommandContext(ctx, "sh", "-c", script, dir)
	var wrong bytes.Buffer
	cmd.Stderr = &wrong
	out, err := cmd.StdoutPipe()
	if err != nil {
		return err
	}
	if err := cmd.Start(); err != nil {
		return err
	}
	config := append([]string{"ENV SSL_CERT_FILE=/etc/ssl/certs/ca-certificates.crt"}, s.config...)
	err = st.docker.importImage(ctx, name, config, out)
	if waited := cmd.Wait(); waited != nil {
		return fmt.Errorf("pack: %w: %s", errors.Join(waited, err), wrong.Bytes())
	}
	return err
}

// lay writes what the machine does not have at the image's places to dir/root, and returns the list of what it has.
func (s standIn) lay(ctx context.Context, dir string) (list []string, err error) {
	root := filepath.Join(dir, "root")
	for _, d := range []string{"etc", "bin", "root", "run", "usr/bin", "usr/local/bin", "tmp"} {
		if err := os.MkdirAll(filepath.Join(root, d), 0o755); err != nil {
			return nil, err
		}
	}
	if err := errors.Join(os.Chmod(filepath.Join(root, "tmp"), 0o1777), os.WriteFile(filepath.Join(root, "etc/passwd"),
		[]byte(accounts), 0o644),
		os.WriteFile(filepath.Join(root, "etc/group"), []byte(groups), 0o644)); err != nil {
		return nil, err
	}
	applets, err := exec.CommandContext(ctx, "busybox", "--list").Output()
	if err != nil {
		return nil, err
	}
	for _, applet := range strings.Fields(string(applets)) {
		_ = os.Symlink("/usr/bin/busybox", filepath.Join(root, "bin", applet))
	}
	_ = os.Symlink("/usr/bin/busybox", filepath.Join(root, "usr/bin/env")) // where scripts look for it
	for _, program := range append([]string{"busybox"}, s.programs...) {
		at := look(program)
		list = append(list, libraries(ctx, at)...)
		if err := copyTo(filepath.Join(root, "usr/bin", filepath.Base(program)), at); err != nil {
			return nil, err
		}
	}
	for target, from := range s.files {
		if err := copyTo(filepath.Join(root, target), from); err != nil {
			return nil, err
		}
	}
	for folder, owner := range s.owned {
		if err := errors.Join(os.MkdirAll(filepath.Join(root, folder), 0o755), os.Chown(filepath.Join(root, folder), owner,
			owner)); err != nil {
			return nil, err
		}
		if strings.HasPrefix(folder, "/run/") { // as the images have those
			if err := os.Chmod(filepath.Join(root, folder), 0o777|os.ModeSticky); err != nil {
				return nil, err
			}
		}
	}
	for _, tree := range append([]string{"/etc/ssl/certs"}, s.trees...) {
		err := filepath.WalkDir(tree, func(path string, d fs.DirEntry, err error) error {
			if err == nil && strings.HasSuffix(path, ".so") {
				list = append(list, libraries(ctx, path)...)
			}
			list = append(list, path)
			return err
		})
		if err != nil {
			return nil, err
		}
	}
	return list, nil
}

// libraries are those that a program or library loads, with their links followed; a static program has none.
func libraries(ctx context.Context, path string) (list []string) {
	out, _ := exec.CommandContext(ctx, "ldd", path).Output()
	for _, word := range strings.Fields(string(out)) {
		if !filepath.IsAbs(word) {
			continue
		}
		list = append(list, word)
		if filepath.Base(word) == "libc.so.6" { // what it opens by itself, and what libraries of npm packages load
			for _, more := range []string{"libnss_dns.so.2", "libnss_files.so.2", "libresolv.so.2", "librt.so.1",
				"libutil.so.1"} {
				list = append(list, filepath.Join(filepath.Dir(word), more))
			}
		}
	}
	return list
}

// copyTo copies a file or folder of this machine, or a file of standin/.
func copyTo(target, from string) error {
	if err := os.MkdirAll(filepath.Dir(target), 0o755); err != nil {
		return err
	}
	if !filepath.IsAbs(from) {
		text, err := embedded.ReadFile("standin/" + from)
		if err != nil {
			return err
		}
		return os.WriteFile(target, text, 0o755)
	}
	return exec.Command("cp", "-rL", "--no-preserve=ownership", from, target).Run()
}

func look(program string) string {
	if at, err := exec.LookPath(program); err == nil {
		return at
	}
	return program
}
