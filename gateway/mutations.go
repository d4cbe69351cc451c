package gateway

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/gofiber/fiber/v2"
	"github.com/pmezard/go-difflib/difflib"

	"github.com/ai-genesis/ai-genesis"
)

// mutations handles GET /api/mutations?status=applied, newest first.
func (s *Server) mutations(c *fiber.Ctx) error {
	q, err := readQuery(c, 50, "status", "trait")
	if err != nil {
		return err
	}
	status := genesis.MutationStatus(q.fields["status"])
	if _, given := q.fields["status"]; given && !genesis.ValidMutationStatus(status) {
		return genesis.Errorf(genesis.CodeInvalid, "%q is not a status of mutations", status)
	}
	read := s.Store.Mutations
	if trait, given := q.fields["trait"]; given {
		if !genesis.ValidTrait(trait) {
			return genesis.Errorf(genesis.CodeInvalid, "%q is not a valid trait name", trait)
		}
		read = func(ctx context.Context, status genesis.MutationStatus, limit int, cursor string) ([]genesis.Mutation, string,
			error) {
			return s.Store.MutationsOf(ctx, trait, status, limit, cursor)
		}
	}
	list, next, err := read(c.UserContext(), status, q.limit, q.cursor)
	if err != nil {
		return err
	}
	return sendPage(c, q, list, next)
}

// mutation handles GET /api/mutations/{id}.
func (s *Server) mutation(c *fiber.Ctx) error {
	m, err := s.Store.Mutation(c.UserContext(), c.Params("id"))
	if err != nil {
		return err
	}
	return c.JSON(m)
}

type sourceAnswer struct {
	MutationID string `json:"mutation_id"`
	FilePath   string `json:"file_path"`
	Hash       string `json:"hash"`
	Model      string `json:"model"`
	SourceCode string `json:"source_code"`
}

// source handles GET /api/mutations/{id}/source.
func (s *Server) source(c *fiber.Ctx) error {
	m, code, err := s.withSource(c.UserContext(), c.Params("id"))
	if err != nil {
		return err
	}
	return c.JSON(sourceAnswer{m.ID, m.FilePath, m.Hash, m.Model, code})
}

// withSource reads a mutation and its source, the blob named by the record's hash.
func (s *Server) withSource(ctx context.Context, id string) (genesis.Mutation, string, error) {
	m, err := s.Store.Mutation(ctx, id)
	if err != nil {
		return m, "", err
	}
	code, err := s.Store.Blob(ctx, genesis.Ref{SHA256: m.Hash})
	return m, string(code), err
}

type diffAnswer struct {
	MutationID string `json:"mutation_id"`
	Against    string `json:"against"`
	Diff       string `json:"diff"` // unified; empty if the sources are equal
}

// diff handles GET /api/mutations/{id}/diff?against=ID. Without against, it compares with the mutation from which this
// one was derived, or else with the previous version.
func (s *Server) diff(c *fiber.Ctx) error {
	q, err := readFields(c, "against")
	if err != nil {
		return err
	}
	against := q["against"]
	m, code, err := s.withSource(c.UserContext(), c.Params("id"))
	if err != nil {
		return err
	}
	if against == "" {
		against = m.Parent
	}
	if against == "" && m.Version > 1 {
		against = genesis.MutationID(m.TraitName, m.Version-1)
	}
	if against == "" {
		return genesis.Errorf(genesis.CodeInvalid, "%s is the first version: choose another mutation with ?against=",
			m.ID)
	}
	old, oldCode, err := s.withSource(c.UserContext(), against)
	if err != nil {
		return err
	}
	text, err := difflib.GetUnifiedDiffString(difflib.UnifiedDiff{
		A: lines(oldCode), B: lines(code), FromFile: old.FilePath, ToFile: m.FilePath, Context: 3,
	})
	if err != nil {
		return fmt.Errorf("compare %s with %s: %w", m.ID, old.ID, err)
	}
	return c.JSON(diffAnswer{m.ID, old.ID, text})
}

func lines(code string) []string { return slices.Collect(strings.Lines(code)) }
