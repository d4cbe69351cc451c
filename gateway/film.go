package gateway

import (
	"encoding/binary"

	"github.com/gofiber/fiber/v2"

	"github.com/ai-genesis/ai-genesis"
	"github.com/ai-genesis/ai-genesis/internal/film"
	"github.com/ai-genesis/ai-genesis/wire/command"
)

const (
	maxFilmPictures = 60      // in an answer, unless asked for fewer
	filmStep        = 1 << 40 // most ticks between two pictures
	filmTick        = 1 << 53 // the last tick that JSON can say
	mimeFilm        = "application/octet-stream"
	partText        = 0
	partBinary      = 1
)

// filmExtent is GET /api/world/film: how far back the film goes.
func (s *Server) filmExtent(c *fiber.Ctx) error {
	if _, err := readFields(c); err != nil {
		return err
	}
	out, err := ask(s, c, command.Film{})
	if err != nil {
		return err
	}
	return c.JSON(out.FilmExtent)
}

// filmPictures is GET /api/world/film/pictures?from=3600&count=60&step=60: pictures of the past, as messages of
// genesis.v2.
func (s *Server) filmPictures(c *fiber.Ctx) error {
	q, err := readFields(c, "from", "count", "step")
	if err != nil {
		return err
	}
	from, err := q.integer("from", 0, 0, filmTick)
	if err != nil {
		return err
	}
	count, err := q.integer("count", maxFilmPictures, 1, maxFilmPictures)
	if err != nil {
		return err
	}
	step, err := q.integer("step", film.Every, 1, filmStep)
	if err != nil {
		return err
	}
	answer, err := ask(s, c, command.Film{From: from, Count: count, Step: step})
	if err != nil {
		return err
	}
	pictures, err := film.Unpack(answer.Packed)
	if err != nil {
		return err
	}
	return sendFilm(c, pictures)
}

// trialFilm is GET /api/evolution/cycles/{id}/film?arm=with: the pictures of a fork of the first pair of the cycle's
// last trial.
func (s *Server) trialFilm(c *fiber.Ctx) error {
	q, err := readFields(c, "arm")
	if err != nil {
		return err
	}
	arm := q["arm"]
	if arm != "" && arm != "with" && arm != "without" {
		return genesis.Errorf(genesis.CodeInvalid, "arm is with or without")
	}
	record, err := s.Store.Cycle(c.UserContext(), c.Params("id"))
	if err != nil {
		return err
	}
	if record.Trial == nil || record.Trial.Film == nil {
		return genesis.Errorf(genesis.CodeNotFound, "there is no film of a trial of %s", record.ID)
	}
	packed, err := s.Store.Blob(c.UserContext(), *record.Trial.Film)
	if genesis.CodeOf(err) == genesis.CodeNotFound {
		return genesis.Errorf(genesis.CodeNotFound, "the film of this trial is not kept any more: films of trials are "+
			"kept for a day")
	}
	if err != nil {
		return err
	}
	without, with, err := film.UnpackPair(packed)
	if err != nil {
		return err
	}
	if arm == "without" {
		with = without
	}
	return sendFilm(c, with)
}

func sendFilm(c *fiber.Ctx, pictures [][]byte) error {
	body, err := asMessages(pictures)
	if err != nil {
		return err
	}
	c.Set(fiber.HeaderContentType, mimeFilm)
	return c.Send(body)
}

// asMessages makes of pictures what a viewer of genesis.v2 would get: for each the table of trait sets, if it is
// another one than before, and a keyframe. Before each message stand its kind and its length.
func asMessages(pictures [][]byte) (body []byte, err error) {
	var last *keyframe
	for _, p := range pictures {
		frame, err := film.ReadPicture(p)
		if err != nil {
			return nil, err
		}
		k, err := newKeyframe(last, frame)
		if err != nil {
			return nil, err
		}
		if last == nil || !sameSets(last.sets, k.sets) {
			table, err := typesMessage(k.sets)
			if err != nil {
				return nil, err
			}
			body = appendPart(body, partText, table)
		}
		body = appendPart(body, partBinary, k.message(allTiles, allTiles))
		last = k
	}
	return body, nil
}

func appendPart(body []byte, kind byte, message []byte) []byte {
	body = binary.LittleEndian.AppendUint32(append(body, kind), uint32(len(message)))
	return append(body, message...)
}
