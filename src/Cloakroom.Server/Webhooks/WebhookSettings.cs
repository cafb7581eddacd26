using Cloakroom.Server.Events;
using Cloakroom.Server.Settings;
using Cloakroom.Settings;

namespace Cloakroom.Server.Webhooks;

/// <summary>The settings of webhooks.</summary>
internal static class WebhookSettings
{
    public static readonly IReadOnlyList<Setting<ServerOptions>> Table =
    [
        new("Webhooks:0:Url", "", "an address as https://host/path", "Where events are posted to, signed; http only on this machine. Further receivers are Webhooks:1 and so on.", (_, _) => false)
        {
            TryApplyTo = (o, number, v) => o.WebhookAt(number).TryUrl(v),
        },
        new("Webhooks:0:Secret", "", "whsec_ and 32 to 64 bytes in base64", "The key of the signature, which the receiver knows too. Make one with: echo whsec_$(openssl rand -base64 32).", (_, _) => false)
        {
            TryApplyTo = (o, number, v) => o.WebhookAt(number).TrySecret(v),
        },
        new("Webhooks:0:Events", "", "kinds of events, separated by commas", "Which events are told; docs/webhooks.md lists them. By default all.", (_, _) => false)
        {
            TryApplyTo = (o, number, v) => TryEvents(o.WebhookAt(number), v),
        },
    ];

    /// <summary>One sentence per mistake.</summary>
    public static IEnumerable<string> Validate(IEnumerable<WebhookOptions> webhooks)
    {
        var names = new HashSet<string>(StringComparer.Ordinal);
        foreach (WebhookOptions webhook in webhooks)
        {
            if (webhook.Url is null || webhook.Secret is null)
            {
                yield return $"Cloakroom:{webhook} has no {(webhook.Url is null ? "Url" : "Secret")}; a webhook needs both.";
            }
            else if (!names.Add(webhook.Name))
            {
                yield return $"Cloakroom:{webhook}:Url is that of another webhook; name all its events there.";
            }
        }
    }

    private static bool TryEvents(WebhookOptions webhook, string text)
    {
        LibrarySettings.AddAll(webhook.Events, text);
        return webhook.Events.All(EventKind.All.Contains);
    }
}
