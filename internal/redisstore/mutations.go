package redisstore

import (
	"context"
	"errors"
	"fmt"
	"regexp"
	"strconv"

	"github.com/redis/go-redis/v9"

	"github.com/ai-genesis/ai-genesis"
)

var statuses = []genesis.MutationStatus{
	genesis.StatusValidated, genesis.StatusCanary, genesis.StatusApplied,
	genesis.StatusRolledBack, genesis.StatusFailed, genesis.StatusRetired,
}

var mutationID = regexp.MustCompile(`^mut_[a-z][a-z0-9_]{1,47}_v[0-9]{1,9}$`)

// ValidMutation reports whether id has the form of a mutation's id.
func ValidMutation(id string) bool { return mutationID.MatchString(id) }

// MarkPinned updates the pinned flag of a mutation's record. It does nothing if the record is missing or up to date.
func (s *Store) MarkPinned(ctx context.Context, id string, pinned bool) error {
	m, err := s.Mutation(ctx, id)
	if genesis.CodeOf(err) == genesis.CodeNotFound || err == nil && m.Pinned == pinned {
		return nil
	}
	if err != nil {
		return err
	}
	return wrap("note that "+id+" is pinned or not", s.client.HSet(ctx, s.keys.mutation(id), "pinned",
		strconv.FormatBool(pinned)).Err())
}

// SaveMutation writes a mutation's record and its indexes: by time, by status, by canonical hash (the first mutation
// with a hash keeps it), and the highest version of its trait.
func (s *Store) SaveMutation(ctx context.Context, m genesis.Mutation) error {
	if !ValidMutation(m.ID) || !genesis.ValidMutationStatus(m.Status) {
		return genesis.Errorf(genesis.CodeInvalid, "mutation %q with status %q can't be saved", m.ID, m.Status)
	}
	fields, err := flatten(m)
	if err != nil {
		return fmt.Errorf("save mutation %s: %w", m.ID, err)
	}
	seq, err := s.mutationSeq(ctx, m.ID)
	if err != nil {
		return err
	}
	pipe := s.client.TxPipeline()
	pipe.Del(ctx, s.keys.mutation(m.ID))
	pipe.HSet(ctx, s.keys.mutation(m.ID), fields)
	for _, status := range statuses {
		if status != m.Status {
			pipe.ZRem(ctx, s.keys.mutations(status), m.ID)
		}
	}
	pipe.ZAdd(ctx, s.keys.mutations(""), redis.Z{Score: seq, Member: m.ID})
	pipe.ZAdd(ctx, s.keys.mutations(m.Status), redis.Z{Score: seq, Member: m.ID})
	pipe.ZAddGT(ctx, s.keys.traitVersions(), redis.Z{Score: float64(m.Version), Member: m.TraitName})
	if m.CanonicalHash != "" {
		pipe.HSetNX(ctx, s.keys.mutationHashes(), m.CanonicalHash, m.ID)
	}
	_, err = pipe.Exec(ctx)
	return wrap("save a mutation", err)
}

// mutationSeq returns the mutation's number in the order of first saves, assigning the next one if it has none.
func (s *Store) mutationSeq(ctx context.Context, id string) (float64, error) {
	seq, err := s.client.ZScore(ctx, s.keys.mutations(""), id).Result()
	if !errors.Is(err, redis.Nil) {
		return seq, wrap("save a mutation", err)
	}
	n, err := s.client.Incr(ctx, s.keys.mutationSeq()).Result()
	return float64(n), wrap("save a mutation", err)
}

// Mutation reads a mutation's record. The error has code invalid for a malformed id and not_found for an unknown one.
func (s *Store) Mutation(ctx context.Context, id string) (genesis.Mutation, error) {
	if !ValidMutation(id) {
		return genesis.Mutation{}, genesis.Errorf(genesis.CodeInvalid, "%q is not the id of a mutation", id)
	}
	var m genesis.Mutation
	err := s.readHash(ctx, s.keys.mutation(id), "mutation "+id, &m)
	return m, err
}

// Mutations returns up to limit mutations with a status ("" for any), newest first, and the cursor of the next page.
// The cursor is "" for the first page and after the last.
func (s *Store) Mutations(
	ctx context.Context, status genesis.MutationStatus, limit int, cursor string,
) ([]genesis.Mutation, string, error) {
	if status != "" && !genesis.ValidMutationStatus(status) {
		return nil, "", genesis.Errorf(genesis.CodeInvalid, "%q is not a status of mutations", status)
	}
	ids, next, err := s.page(ctx, s.keys.mutations(status), limit, cursor)
	if err != nil {
		return nil, "", err
	}
	found := make([]genesis.Mutation, 0, len(ids))
	err = s.readHashes(ctx, ids, s.keys.mutation, func(fields map[string]string) error {
		var m genesis.Mutation
		if err := unflatten(fields, &m); err != nil {
			return err
		}
		found = append(found, m)
		return nil
	})
	return found, next, err
}

// MutationsOf is Mutations for one trait, highest version first.
func (s *Store) MutationsOf(
	ctx context.Context, traitName string, status genesis.MutationStatus, limit int, cursor string,
) ([]genesis.Mutation, string, error) {
	if status != "" && !genesis.ValidMutationStatus(status) {
		return nil, "", genesis.Errorf(genesis.CodeInvalid, "%q is not a status of mutations", status)
	}
	before, err := s.NextVersion(ctx, traitName)
	if err != nil {
		return nil, "", err
	}
	if cursor != "" {
		n, err := strconv.Atoi(cursor)
		if err != nil || n < 1 {
			return nil, "", genesis.Errorf(genesis.CodeInvalid, "cursor %q was not returned by this list", cursor)
		}
		before = min(before, n)
	}
	ids := make([]string, 0, before)
	for version := before - 1; version > 0; version-- {
		ids = append(ids, genesis.MutationID(traitName, version))
	}
	found := []genesis.Mutation{}
	err = s.readHashes(ctx, ids, s.keys.mutation, func(fields map[string]string) error {
		var m genesis.Mutation
		if err := unflatten(fields, &m); err != nil {
			return err
		}
		if status == "" || status == m.Status {
			found = append(found, m)
		}
		return nil
	})
	if len(found) > limit {
		return found[:limit], strconv.Itoa(found[limit-1].Version), err
	}
	return found, "", err
}

// MutationByHash finds the first mutation with a canonical hash; the error has code not_found if there is none.
func (s *Store) MutationByHash(ctx context.Context, canonical string) (genesis.Mutation, error) {
	id, err := s.client.HGet(ctx, s.keys.mutationHashes(), canonical).Result()
	if errors.Is(err, redis.Nil) {
		return genesis.Mutation{}, genesis.Errorf(genesis.CodeNotFound, "no mutation holds this program")
	}
	if err != nil {
		return genesis.Mutation{}, wrap("look up a program", err)
	}
	return s.Mutation(ctx, id)
}

// NextVersion returns the highest saved version of a trait plus one. It reserves nothing, which is safe because only
// the engine's process saves mutations, one at a time.
func (s *Store) NextVersion(ctx context.Context, traitName string) (int, error) {
	highest, err := s.client.ZScore(ctx, s.keys.traitVersions(), traitName).Result()
	if errors.Is(err, redis.Nil) {
		return 1, nil
	}
	return int(highest) + 1, wrap("look up a trait's versions", err)
}
