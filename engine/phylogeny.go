package engine

import (
	"strings"

	"github.com/ai-genesis/ai-genesis"
)

// Lineage lists the living and their ancestors, oldest first. With maxNodes 0 it lists all records, including the
// extinct branches that have not been pruned yet. Otherwise it returns at most maxNodes: it leaves out extinct branches
// first, then ancestors with a single line of descent below them, then some of the living, evenly spread.
func (e *Engine) Lineage(maxNodes int) []genesis.Kin {
	l := &e.lineage
	living := 0
	for i := range l.records {
		if l.records[i].died == 0 {
			living++
		}
	}
	if maxNodes <= 0 {
		return l.list(func(int) bool { return true })
	}
	wanted := l.ancestral(func(r *ancestry) bool { return r.died == 0 })
	// How many ancestors a number of tips needs depends on their descent, so reduce the tips until the tree fits.
	for tips, count := living, counted(wanted); count > maxNodes; count = counted(wanted) {
		wanted = l.branches(tips, living)
		tips = min(tips-1, tips*maxNodes/max(1, counted(wanted)))
	}
	return l.list(func(k int) bool { return wanted[k] })
}

func counted(wanted []bool) (n int) {
	for _, want := range wanted {
		if want {
			n++
		}
	}
	return n
}

// branches marks evenly spread living molbots and the ancestors at which their lines part.
func (l *lineage) branches(tips, living int) []bool {
	lines := make([]int, len(l.records)) // number of lines of selected molbots that meet at a record
	seen := 0
	tips = max(tips, 1)
	for k := len(l.records) - 1; k >= 0; k-- {
		r := &l.records[k]
		tip := false
		if r.died == 0 {
			tip = seen*tips/living != (seen+1)*tips/living
			seen++
		}
		if tip {
			lines[k] += 2 // always shown, even without descendants
		}
		if p, ok := l.find(r.parent); ok && lines[k] > 0 {
			lines[p]++
		}
	}
	wanted := make([]bool, len(l.records))
	for k, n := range lines {
		wanted[k] = n > 1
	}
	return wanted
}

// list converts the chosen records. A parent that is left out is replaced by the nearest ancestor that is not.
func (l *lineage) list(chosen func(k int) bool) []genesis.Kin {
	kin := []genesis.Kin{}
	for k := range l.records {
		if !chosen(k) {
			continue
		}
		r := &l.records[k]
		person := l.kin(r)
		if p, steps := l.nearest(r.parent, chosen); p >= 0 {
			person.Parent, person.Steps = genesis.MolbotID(l.records[p].serial), steps
		}
		if m, ok := l.find(r.mate); ok && chosen(m) {
			person.Mate = genesis.MolbotID(r.mate)
		}
		kin = append(kin, person)
	}
	return kin
}

// nearest finds the first chosen record, going up from serial; k is -1 if there is none.
func (l *lineage) nearest(serial uint64, chosen func(k int) bool) (k, steps int) {
	for steps = 1; ; steps++ {
		k, ok := l.find(serial)
		if !ok {
			return -1, 0
		}
		if chosen(k) {
			return k, steps
		}
		serial = l.records[k].parent
	}
}

// kin converts a record without its parents.
func (l *lineage) kin(r *ancestry) genesis.Kin {
	traits := strings.FieldsFunc(l.sets[r.set], func(r rune) bool { return r == ',' })
	return genesis.Kin{ID: genesis.MolbotID(r.serial), Born: r.born, Died: r.died, Traits: traits}
}
