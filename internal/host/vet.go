package host

import (
	"bytes"
	"regexp"

	"github.com/ai-genesis/ai-genesis"
	"github.com/ai-genesis/ai-genesis/engine/sandbox"
	"github.com/ai-genesis/ai-genesis/wire/command"
)

// vet judges a source as this engine would before loading it. The world is not involved.
func (h *Host) vet(q command.Vet) command.Reply {
	if q.Source == "" {
		return command.Reply{Err: genesis.Errorf(genesis.CodeInvalid, "there is no source to vet")}
	}
	verdict := judge([]byte(q.Source), q.Name, q.Mend, h.vetOptions())
	return command.Reply{Tick: h.loop.Stats().Tick, Data: verdict}
}

// packageClause distinguishes a complete file from a bare function.
var packageClause = regexp.MustCompile(`(?m)^package\s`)

// judge vets a source. A bare function is first wrapped into the file of a trait of the given name; its problems are
// reported with the line numbers of the source as sent, unless it was repaired.
func judge(source []byte, name string, mend bool, o sandbox.Options) genesis.Verdict {
	file, above := source, 0
	if name != "" && !packageClause.Match(source) {
		file = complete(source, name)
		above = bytes.Count(file[:len(file)-len(source)], []byte{'\n'})
	}
	mends := []string{}
	if mend {
		if better, said := sandbox.Mend(file); len(said) > 0 {
			file, mends, above = better, said, 0
		}
	}
	r := sandbox.Vet(file, o)
	v := genesis.Verdict{
		OK: r.OK, TraitName: r.TraitName, About: r.About, Hash: r.Hash, CanonicalHash: r.CanonicalHash, Runtime: r.Runtime,
		Problems: r.Problems, More: r.More, Mends: mends,
	}
	if v.Problems == nil {
		v.Problems = []genesis.VetProblem{}
	}
	for i := range v.Problems {
		v.Problems[i].Line = max(v.Problems[i].Line-above, 1)
	}
	if v.OK && name != "" && v.TraitName != name {
		v.OK = false
		v.Problems = append(v.Problems, genesis.VetProblem{Code: "contract.name", Line: 1, Col: 1,
			Message: "the package is " + v.TraitName + ", but the trait is " + name})
	}
	if !bytes.Equal(file, source) {
		v.Source = string(file)
	}
	return v
}

// complete returns the file that a cycle would write around a function.
func complete(function []byte, name string) []byte {
	var b bytes.Buffer
	b.WriteString("//go:build ignore\n\n// A trait written by hand.\npackage " + name + "\n\n")
	if bytes.Contains(function, []byte("math.")) {
		b.WriteString("import (\n\t\"math\"\n\n\t\"github.com/ai-genesis/ai-genesis/engine/trait\"\n)\n\n")
	} else {
		b.WriteString("import \"github.com/ai-genesis/ai-genesis/engine/trait\"\n\n")
	}
	b.Write(function)
	return b.Bytes()
}

func (h *Host) vetOptions() sandbox.Options {
	return sandbox.Options{NoMath: !h.settings.AllowsMath(), Limits: h.limits()}
}
