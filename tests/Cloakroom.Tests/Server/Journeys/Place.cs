namespace Cloakroom.Tests.Server.Journeys;

/// <summary>A store with nobody in it, and a folder for what its nodes keep beside it.</summary>
internal sealed class Place : IDisposable
{
    private const int Attempts = 5;

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("cloakroom-place-");
    private readonly string _address;
    private int _nodes;

    /// <param name="address">Of the store; FOLDER stands for the folder.</param>
    public Place(string address) => _address = address.Replace("FOLDER", _folder.FullName, StringComparison.Ordinal);

    /// <summary>Where its files are.</summary>
    public string Folder => _folder.FullName;

    private bool HasAccounts => _address.StartsWith("postgres:", StringComparison.Ordinal);

    /// <summary>The settings of whoever works there.</summary>
    public string[] Flags => ["--Store", _address, "--Accounts:Store", HasAccounts ? _address : $"sqlite:{_folder.FullName}/cloakroom.db"];

    /// <summary>One more server there, with a journal of its own.</summary>
    public async Task<RunningServer> NodeAsync(params string[] more)
    {
        string journal = _address == "memory:" ? "off" : Path.Combine(_folder.FullName, $"node-{++_nodes}.journal");
        for (int attempt = 1; ; attempt++)
        {
            try
            {
                return await RunningServer.StartAsync([.. Flags, "--Session:Journal", journal, .. more], folder: _folder.FullName);
            }
            catch (StoreStartException) when (attempt < Attempts)
            {
                // On a busy machine a store may be too slow for a server that starts.
            }
        }
    }

    public void Dispose() => _folder.Delete(recursive: true);
}
