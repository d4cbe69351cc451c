package sandbox

import (
	"fmt"
	"testing"

	"github.com/ai-genesis/ai-genesis/engine/trait"
)

const graze = `//go:build ignore

// Graze: seek food when hungry.
package graze

import "github.com/ai-genesis/ai-genesis/engine/trait"

func Execute(m *trait.Molbot) {
	if m.Energy() > 0.8*m.MaxEnergy() {
		return
	}
	if food, ok := m.NearestFood(50); ok {
		m.ThrustToward(food.DX, food.DY, 1)
		m.Eat()
	}
	m.SetMem(0, 3)
}
`

func TestFirst(t *testing.T) {
	fmt.Println(APIText()[:600])
	r := Vet([]byte(graze), Options{})
	if !r.OK {
		t.Fatal(r.Problems)
	}
	f, err := New(Limits{}).Load([]byte(graze))
	if err != nil {
		t.Fatal(err)
	}
	p, err := f.New()
	if err != nil {
		t.Fatal(err)
	}
	m := new(trait.Molbot)
	m.Body().MaxEnergy = 100
	m.Body().Energy = 1
	m.Begin(nil, 1000)
	v := make([]trait.Verdict, 1)
	p.Run([]*trait.Molbot{m}, v)
	if !m.Intents().MemorySet[0] {
		fmt.Println(v)
	}
}
