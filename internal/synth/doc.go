// Package synth writes traits without a language model, by seeded genetic programming over the trait API. It serves the
// HTTP API of Ollama, so the same client works with a model and without one.
//
// A genome is a short list of guarded rules (genome.go). It is printed as Go (print.go) or as JSON (rulewrite.go), and
// it runs natively with exactly the same meaning (lower.go, interpret.go). The source of a trait is parsed back into a
// genome (parse.go), so kept traits can be parents of new ones. Candidates are tried in headless worlds against a
// control, and the search keeps those with the largest net energy (search.go, arena.go).
//
// A seed and a request determine the answer: neither the clock nor a global random source influences it. The package
// does not depend on Temporal, Redis or the gateway.
package synth
