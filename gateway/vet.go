package gateway

import (
	"strings"

	"github.com/gofiber/fiber/v2"

	"github.com/ai-genesis/ai-genesis"
	"github.com/ai-genesis/ai-genesis/wire/command"
)

// vet handles POST /api/vet {"source": "…", "trait_name": "…", "mend": true}: the result of vetting a source, in the
// words of genesis vet, without starting a cycle. The engine's process vets it, as it would before loading it.
func (s *Server) vet(c *fiber.Ctx) error {
	var in struct {
		Source    string `json:"source"`
		TraitName string `json:"trait_name"`
		Mend      bool   `json:"mend"`
	}
	if err := decode(c.Body(), &in); err != nil {
		return err
	}
	if err := checkSource(in.Source); err != nil {
		return err
	}
	if in.TraitName != "" {
		if err := checkTraitName(in.TraitName); err != nil {
			return err
		}
	}
	verdict, err := ask(s, c, command.Vet{Name: in.TraitName, Source: in.Source, Mend: in.Mend})
	if err != nil {
		return err
	}
	return c.JSON(verdict)
}

func checkSource(source string) error {
	if strings.TrimSpace(source) == "" || len(source) > maxSource {
		return genesis.Errorf(genesis.CodeInvalid, "source must have 1 to %d bytes", maxSource)
	}
	return nil
}

func checkTraitName(name string) error {
	if !genesis.ValidTrait(name) {
		return genesis.Errorf(genesis.CodeInvalid, "trait_name must be snake case with 2 to 48 characters, "+
			"such as food_hoarder")
	}
	return nil
}
