package supervisor

import (
	"context"

	namespace "go.temporal.io/api/namespace/v1"
	"go.temporal.io/api/workflowservice/v1"
)

// ownerKey is the entry among the data of a namespace that names the Redis of the system that works in it.
const ownerKey = "genesis.redis"

// Namespace is the name of the namespace.
func (c *Client) Namespace() string { return c.settings.TemporalNamespace }

// Owner is the id of the Redis of the system that works in the namespace; "" while none does. supported is false where
// a server leaves its namespaces to its operators, as Temporal Cloud does: nothing can be noted there.
func (c *Client) Owner(ctx context.Context) (id string, supported bool, err error) {
	found, err := c.temporal.WorkflowService().DescribeNamespace(ctx, &workflowservice.DescribeNamespaceRequest{
		Namespace: c.settings.TemporalNamespace,
	})
	if operatorManaged(err) {
		return "", false, nil
	}
	if err != nil {
		return "", true, unavailable("look up the Temporal namespace "+c.settings.TemporalNamespace, err)
	}
	return found.GetNamespaceInfo().GetData()[ownerKey], true, nil
}

// SetOwner notes the id of the Redis of the system that works in the namespace. supported is as Owner says.
func (c *Client) SetOwner(ctx context.Context, id string) (supported bool, err error) {
	_, err = c.temporal.WorkflowService().UpdateNamespace(ctx, &workflowservice.UpdateNamespaceRequest{
		Namespace:  c.settings.TemporalNamespace,
		UpdateInfo: &namespace.UpdateNamespaceInfo{Data: map[string]string{ownerKey: id}},
	})
	if operatorManaged(err) {
		return false, nil
	}
	if err != nil {
		return true, unavailable("note in the Temporal namespace "+c.settings.TemporalNamespace+" which Redis it goes with",
			err)
	}
	return true, nil
}
