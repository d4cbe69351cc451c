// Command stack proves what of docker-compose.yml can be proved where no image can be pulled: `stack native` runs its
// services from the machine's own programs, with the file's environment, commands, users, mounts, health checks and start
// order, and the end-to-end test against them; `stack images` builds both Dockerfiles on stand-ins of their base images. What it
// can't run it names, loudly. Whatever it starts lives in namespaces of its own, which end with it.
package main
