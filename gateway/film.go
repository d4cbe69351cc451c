package gateway

import (
	"encoding/binary"

	"github.com/gofiber/fiber/v2"

	"github.com/ai-genesis/ai-genesis"
	"github.com/ai-genesis/ai-genesis/internal/film"
	"github.com/ai-genesis/ai-genesis/wire/command"
)

const (
	maxFilmPictures = 60      // maximum and default of one answer
	filmStep        = 1 << 40 // maximum number of ticks between two pictures
	filmTick        = 1 << 53 // the highest tick that JSON numbers represent exactly
	mimeFilm        = "application/octet-stream"
	partText        = 0
	partBinary      = 1
)

// filmExtent handles GET /api/world/film: how far back the film goes.
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

// filmPictures handles GET /api/world/film/pictures?from=3600&count=60&step=60: pictures of the past, as messages of
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

// trialFilm handles GET /api/evolution/cycles/{id}/film?arm=with: the pictures of one fork of the first pair in the
// cycle's last trial.
func (s *Server) trialFilm(c *fiber.Ctx) error {
	q, err := readFields(c, "arm")
	if err != nil {
		return err
	}
	arm := q["arm"]
	if arm != "" && arm != "with" && arm != "without" {
		return genesis.Errorf(genesis.CodeInvalid, "arm must be with or without")
	}
	record, err := s.Store.Cycle(c.UserContext(), c.Params("id"))
	if err != nil {
		return err
	}
	if record.Trial == nil || record.Trial.Film == nil {
		return genesis.Errorf(genesis.CodeNotFound, "%s has no film of a trial", record.ID)
	}
	packed, err := s.Store.Blob(c.UserContext(), *record.Trial.Film)
	if genesis.CodeOf(err) == genesis.CodeNotFound {
		return genesis.Errorf(genesis.CodeNotFound, "the film of this trial has expired: films of trials are "+
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

// asMessages converts pictures to the messages that a viewer of genesis.v2 would receive: for each a keyframe, preceded
// by the table of trait sets if that has changed. Each message is preceded by its kind and its length.
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
