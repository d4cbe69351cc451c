// Command stack runs the real docker compose on docker-compose.yml, on a Docker daemon of its own, through what people
// do with it. The images that Docker Hub would give are replaced by stand-ins under the same names, made from this
// machine's programs; the project's own two images are built from their Dockerfiles. It needs Linux and root; go tool
// task compose:check is how to run it.
package main
