package supervisor

import (
	"bytes"
	"context"
	"fmt"
	"io"

	enums "go.temporal.io/api/enums/v1"
	history "go.temporal.io/api/history/v1"
	"go.temporal.io/sdk/client"
	"google.golang.org/protobuf/encoding/protojson"

	"github.com/ai-genesis/ai-genesis"
)

// History fetches the complete history of a workflow. The error has code not_found if the workflow is unknown or past
// Temporal's retention. For a cycle it returns the history of the run that did the work.
func (c *Client) History(ctx context.Context, workflowID string) (*history.History, error) {
	h, err := c.recorded(ctx, workflowID)
	if err != nil {
		return nil, err
	}
	if len(h.Events) > 0 { // the workflow's input: without its key nothing can be read
		if err := c.codec.Decrypt(ctx, h.Events[0]); err != nil {
			return nil, err
		}
	}
	return h, c.codec.DecryptKnown(ctx, h) // the timeline must read what it can without a key
}

// recorded returns a history as Temporal keeps it.
func (c *Client) recorded(ctx context.Context, workflowID string) (*history.History, error) {
	info, err := c.countedRun(ctx, workflowID)
	if err != nil {
		return nil, err
	}
	events := c.temporal.GetWorkflowHistory(ctx, workflowID, info.GetExecution().GetRunId(), false,
		enums.HISTORY_EVENT_FILTER_TYPE_ALL_EVENT)
	h := &history.History{}
	for events.HasNext() {
		e, err := events.Next()
		if err != nil {
			return nil, fromServer(err)
		}
		h.Events = append(h.Events, e)
	}
	return h, nil
}

// ReadHistory reads a history from the JSON that WriteHistory and the Temporal UI write.
func ReadHistory(r io.Reader) (*history.History, error) {
	h, err := client.HistoryFromJSON(r, client.HistoryJSONOptions{})
	if err != nil {
		return nil, genesis.Errorf(genesis.CodeInvalid, "not a history of a workflow: %v", err)
	}
	if len(h.GetEvents()) == 0 {
		return nil, genesis.Errorf(genesis.CodeInvalid, "the history is empty")
	}
	return h, nil
}

// HistoryJSON returns a workflow's history in the form of WriteHistory, for the archive, which is read without a key.
// Payloads that can't be decrypted stay encrypted.
func (c *Client) HistoryJSON(ctx context.Context, workflowID string) ([]byte, error) {
	h, err := c.recorded(ctx, workflowID)
	if err != nil {
		return nil, err
	}
	if err := c.codec.DecryptKnown(ctx, h); err != nil {
		return nil, err
	}
	var b bytes.Buffer
	err = WriteHistory(&b, h)
	return b.Bytes(), err
}

// WriteHistory writes a history as JSON.
func WriteHistory(w io.Writer, h *history.History) error {
	b, err := protojson.MarshalOptions{Multiline: true, Indent: " "}.Marshal(h)
	if err != nil {
		return fmt.Errorf("write the history: %w", err)
	}
	_, err = w.Write(append(b, '\n'))
	return err
}
