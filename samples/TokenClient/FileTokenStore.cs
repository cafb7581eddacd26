using Cloakroom.Tokens;

namespace TokenClient;

/// <summary>Tokens in a file that only its owner can read (0600, in a folder of 0700), replaced in one step. Two programs may share it.</summary>
public sealed class FileTokenStore(string path) : ITokenStore
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    public async ValueTask<ClientTokens?> LoadAsync(CancellationToken cancellationToken)
    {
        try
        {
            return ClientTokens.TryParse(await File.ReadAllTextAsync(path, cancellationToken), out ClientTokens? tokens) ? tokens : null;
        }
        catch (Exception missing) when (missing is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
    }

    public async ValueTask SaveAsync(ClientTokens tokens, CancellationToken cancellationToken)
    {
        MakeFolder();
        // Written beside and moved: after a crash there is the old pair or the new one, never half of one.
        string next = $"{path}.{Environment.ProcessId}";
        var options = new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            // From the first byte on: a file that is closed off later was open for a moment.
            options.UnixCreateMode = OwnerOnly;
        }

        await using (var file = new FileStream(next, options))
        await using (var writer = new StreamWriter(file))
        {
            await writer.WriteAsync(tokens.Reveal().AsMemory(), cancellationToken);
            await writer.FlushAsync(cancellationToken);
            file.Flush(flushToDisk: true);
        }

        File.Move(next, path, overwrite: true);
    }

    public ValueTask DeleteAsync(CancellationToken cancellationToken)
    {
        if (File.Exists(path))
        {
            File.Delete(path);
        }

        return ValueTask.CompletedTask;
    }

    private void MakeFolder()
    {
        string folder = Path.GetDirectoryName(Path.GetFullPath(path)) ?? ".";
        if (OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(folder);
        }
        else
        {
            Directory.CreateDirectory(folder, OwnerOnly | UnixFileMode.UserExecute);
        }
    }
}
