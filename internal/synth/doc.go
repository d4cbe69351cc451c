// Package synth writes traits without a language model: seeded genetic programming over the trait API, answering on
// Ollama's HTTP API, so that the same client runs with and without a model. A genome is a handful of guarded rules; it
// prints as Go, runs natively with the same meaning, and is read back from the source of kept traits, which become its
// parents. Candidates are tried in headless worlds before one is answered. Nothing here knows Temporal, Redis or the
// gateway, and no clock or global random source decides an answer: a seed and a request give it.
package synth
