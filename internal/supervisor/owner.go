package supervisor

import (
	"context"

	namespace "go.temporal.io/api/namespace/v1"
	"go.temporal.io/api/workflowservice/v1"
)

// ownerKey is the key in the namespace's data that holds the id of the Redis of the system that uses the namespace.
const ownerKey = "genesis.redis"

// Namespace returns the name of the namespace.
func (c *Client) Namespace() string { return c.settings.TemporalNamespace }

// Owner returns the id of the Redis of the system that uses the namespace, or "" if none does. supported is false if
// namespaces are managed by operators, as in Temporal Cloud: nothing can be stored there.
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

// SetOwner stores the id of the Redis of the system that uses the namespace. supported has the same meaning as in
// Owner.
func (c *Client) SetOwner(ctx context.Context, id string) (supported bool, err error) {
	_, err = c.temporal.WorkflowService().UpdateNamespace(ctx, &workflowservice.UpdateNamespaceRequest{
		Namespace:  c.settings.TemporalNamespace,
		UpdateInfo: &namespace.UpdateNamespaceInfo{Data: map[string]string{ownerKey: id}},
	})
	if operatorManaged(err) {
		return false, nil
	}
	if err != nil {
		return true, unavailable("note in the Temporal namespace "+c.settings.TemporalNamespace+" which Redis it belongs to",
			err)
	}
	return true, nil
}
