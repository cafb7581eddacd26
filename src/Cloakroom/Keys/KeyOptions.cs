namespace Cloakroom;

/// <summary>The keys that sign tokens.</summary>
public sealed class KeyOptions
{
    /// <summary>
    /// A secret under which the keys are encrypted in the store (AES-256-GCM): 32 bytes as base64, or <c>file:</c> and the path of a file
    /// that holds them so. Default null: they are stored as they are, and whoever reads the store can sign tokens.
    /// </summary>
    public string? Secret { get; set; }

    /// <summary>
    /// Whether keys in the store that cannot be read are replaced by a new one; every token signed by them is refused from then on, and so
    /// clients refresh theirs. Default false: the start is refused. Keys that can be read are kept either way.
    /// </summary>
    public bool New { get; set; }

    /// <summary>One sentence per mistake; empty when all is well. Files are not read.</summary>
    public IEnumerable<string> Validate()
    {
        if (Secret is { } secret && !secret.StartsWith(Keys.KeySecret.FilePrefix, StringComparison.Ordinal)
            && Keys.KeySecret.TryRead(secret) is null)
        {
            yield return "Keys:Secret is not 32 bytes in base64; make one with: openssl rand -base64 32. It may also be file: and a path.";
        }
    }
}
