using Cloakroom.Keys;

namespace Cloakroom;

/// <summary>Opens the ring of signing keys in the session store, if the store can keep one; otherwise in memory.</summary>
internal static class SigningKeys
{
    /// <exception cref="StoreStartException">The file with the secret cannot be read.</exception>
    public static KeyRing Open(ISessionStore store, KeyOptions options, TimeProvider time) =>
        new(store as IKeyMaterialStore ?? new MemoryKeyStore(), options, time, Secret(options.Secret));

    /// <summary>What encrypts at rest, by the setting <c>Keys:Secret</c>; null where it is not set.</summary>
    /// <exception cref="StoreStartException">The file with the secret cannot be read.</exception>
    public static KeySecret? Secret(string? setting)
    {
        if (setting is null)
        {
            return null;
        }

        bool isFile = setting.StartsWith(KeySecret.FilePrefix, StringComparison.Ordinal);
        return KeySecret.TryRead(isFile ? Read(setting[KeySecret.FilePrefix.Length..]) : setting) ?? throw new StoreStartException(
            $"Cloakroom:Keys:Secret {(isFile ? "names a file that" : "")} does not hold 32 bytes in base64; make one with: openssl rand -base64 32.");
    }

    private static string Read(string path)
    {
        try
        {
            return File.ReadAllText(path);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException or ArgumentException)
        {
            throw new StoreStartException($"Cloakroom:Keys:Secret names the file {path}, which cannot be read ({failure.GetType().Name}); correct the path or its rights.", failure);
        }
    }
}
