namespace Cloakroom.Bench.Contest;

/// <summary>All that runs during a contest, with a folder of its own; ends with it.</summary>
internal sealed class Field : IAsyncDisposable
{
    private readonly Stack<IAsyncDisposable> _all = [];
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("cloakroom-bench-");

    /// <summary>An empty folder below that of the contest.</summary>
    public string Folder(string name) => _folder.CreateSubdirectory(name).FullName;

    /// <summary>One of this program's own applications.</summary>
    public async Task<Contender> ServeAsync(string name, params string[] arguments) => Add(await Child.OfOursAsync(name, arguments)).Contender;

    /// <summary>What has to be ended with the contest, the last first.</summary>
    public T Add<T>(T part)
        where T : IAsyncDisposable
    {
        _all.Push(part);
        return part;
    }

    public async ValueTask DisposeAsync()
    {
        while (_all.TryPop(out IAsyncDisposable? part))
        {
            await part.DisposeAsync();
        }

        _folder.Delete(recursive: true);
    }
}
