namespace Cloakroom.ServerTests.Rolling;

/// <summary>Two servers with the same store and the same accounts behind nginx, by the recipe in deploy/nginx.</summary>
internal sealed class TwoNodes : IAsyncDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("cloakroom-rolling-");
    private readonly List<ServerProcess> _nodes = [];
    private NginxProcess? _nginx;

    private TwoNodes(int port) => Url = new Uri($"http://localhost:{port}");

    /// <summary>Where nginx listens: the public address.</summary>
    public Uri Url { get; }

    public IReadOnlyList<ServerProcess> Nodes => _nodes;

    /// <param name="store">The address of the sessions; null for one SQLite file that both use.</param>
    public static async Task<TwoNodes> StartAsync(string? store)
    {
        var two = new TwoNodes(FreePort.Next());
        try
        {
            string file = $"sqlite:{two._folder.FullName}/cloakroom.db";
            var settings = new Dictionary<string, string>(StringComparer.Ordinal)
            {
                ["PublicUrl"] = two.Url.GetLeftPart(UriPartial.Authority),
                ["Store"] = store ?? file,
                ["Accounts:Store"] = file,
                ["TrustedProxies"] = "127.0.0.1",
                ["Token:Access"] = "00:00:05",
                ["Shutdown:Delay"] = "00:00:00.5",
            };
            two._nodes.Add(await ServerProcess.StartAsync(settings));
            two._nodes.Add(await ServerProcess.StartAsync(settings));
            two._nginx = await NginxProcess.StartAsync(two.Url.Port, await two.RecipeAsync());
            return two;
        }
        catch
        {
            await two.DisposeAsync();
            throw;
        }
    }

    /// <summary>What nginx had to say.</summary>
    public string Complaints() => string.Join('\n', _nginx?.Output.Where(l => l.Length > 0).TakeLast(20) ?? []);

    /// <summary>Runs one of the executable's commands on the nodes' store, beside them.</summary>
    public Task CommandAsync(params string[] words) => _nodes[0].CommandAsync(words);

    /// <summary>SIGTERM, and the same again: what a deployment does with one node.</summary>
    public async Task RestartAsync(int node)
    {
        Assert.Equal(0, await _nodes[node].TerminateAsync());
        await _nodes[node].StartAgainAsync();
    }

    public async ValueTask DisposeAsync()
    {
        if (_nginx is { } nginx)
        {
            await nginx.DisposeAsync();
        }

        foreach (ServerProcess node in _nodes)
        {
            await node.DisposeAsync();
        }

        _folder.Delete(recursive: true);
    }

    private async Task<string> RecipeAsync()
    {
        string recipe = await File.ReadAllTextAsync(Path.Combine(Repository.Root, "deploy", "nginx", "two-nodes.conf"));
        return recipe.Replace("listen 80;", $"listen 127.0.0.1:{Url.Port};", StringComparison.Ordinal).Replace("app.example", "localhost", StringComparison.Ordinal)
            .Replace("127.0.0.1:4243", $"127.0.0.1:{_nodes[0].Port}", StringComparison.Ordinal).Replace("127.0.0.1:4244", $"127.0.0.1:{_nodes[1].Port}", StringComparison.Ordinal);
    }
}
