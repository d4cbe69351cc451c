// Package compose holds docker-compose.yml to the compose specification and to what the system needs, without Docker.
// It is a module of its own, so that nobody else builds the specification's library.
package compose
