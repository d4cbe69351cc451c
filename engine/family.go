package engine

import (
	"github.com/ai-genesis/ai-genesis"
)

// maxAncestors and maxChildren limit the result of Family.
const (
	maxAncestors = 100
	maxChildren  = 200
)

// Family lists a molbot's line of first parents, the parent first, and its children, as far as they are on record. The
// error has code not_found if the molbot is not on record.
func (e *Engine) Family(id string) (f genesis.Family, err error) {
	f = genesis.Family{Ancestors: []genesis.Kin{}, Children: []genesis.Kin{}}
	n, err := serial(id)
	if err != nil {
		return f, err
	}
	l := &e.lineage
	k, ok := l.find(n)
	if !ok {
		return f, genesis.Errorf(genesis.CodeNotFound, "%s is not on record", id)
	}
	for parent := l.records[k].parent; len(f.Ancestors) < maxAncestors; {
		p, ok := l.find(parent)
		if !ok {
			break
		}
		f.Ancestors = append(f.Ancestors, l.one(p))
		parent = l.records[p].parent
	}
	for c := k + 1; c < len(l.records) && len(f.Children) < maxChildren; c++ {
		if r := &l.records[c]; r.parent == n || r.mate == n {
			f.Children = append(f.Children, l.one(c))
		}
	}
	return f, nil
}

// one converts a single record with its direct parents.
func (l *lineage) one(k int) genesis.Kin {
	r := &l.records[k]
	kin := l.kin(r)
	if r.parent != 0 {
		kin.Parent, kin.Steps = genesis.MolbotID(r.parent), 1
	}
	if r.mate != 0 {
		kin.Mate = genesis.MolbotID(r.mate)
	}
	return kin
}

// Remembered is the number of molbots on record.
func (e *Engine) Remembered() int { return len(e.lineage.records) }
