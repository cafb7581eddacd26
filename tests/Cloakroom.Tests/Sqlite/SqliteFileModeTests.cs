using System.Runtime.Versioning;
using Cloakroom.Sqlite;

namespace Cloakroom.Tests.Sqlite;

[UnsupportedOSPlatform("windows")]
public sealed class SqliteFileModeTests : IAsyncDisposable
{
    private const UnixFileMode Owner = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private const UnixFileMode OwnersFolder = Owner | UnixFileMode.UserExecute;
    private readonly StoreFolder _folder = new();

    public SqliteFileModeTests() => Assert.SkipWhen(OperatingSystem.IsWindows(), "Modes are a matter of Unix.");

    private string Data => Path.Combine(_folder.Root, "data");

    public ValueTask DisposeAsync() => _folder.DisposeAsync();

    [Fact]
    public async Task New_folder_and_files_are_for_their_owner_alone()
    {
        await _folder.Open().AddAsync(_folder.Clock.Now);
        Assert.Equal(OwnersFolder, File.GetUnixFileMode(Data));
        string[] files = [.. Directory.GetFiles(Data).Order(StringComparer.Ordinal)];
        Assert.Equal("app.db app.db-ballast app.db-shm app.db-wal", string.Join(' ', files.Select(Path.GetFileName)));
        Assert.All(files, file => Assert.Equal(Owner, File.GetUnixFileMode(file)));
    }

    [Fact]
    public void Mode_of_a_folder_that_was_there_is_left_alone()
    {
        UnixFileMode mode = OwnersFolder | UnixFileMode.GroupRead | UnixFileMode.GroupExecute;
        Directory.CreateDirectory(Data);
        File.SetUnixFileMode(Data, mode);
        _folder.Open();
        Assert.Equal(mode, File.GetUnixFileMode(Data));
    }

    [Fact]
    public async Task File_of_the_application_is_shared_and_closed_to_others()
    {
        Directory.CreateDirectory(Data);
        await File.WriteAllBytesAsync(_folder.File, [], Sample.Stop);
        File.SetUnixFileMode(_folder.File, Owner | UnixFileMode.OtherRead);
        using Connection application = _folder.Raw();
        application.Execute("CREATE TABLE users(name TEXT); INSERT INTO users VALUES('Ann')");

        Session session = await _folder.Open().AddAsync(_folder.Clock.Now);

        Assert.Equal(Owner, File.GetUnixFileMode(_folder.File));
        Assert.Equal("Ann", application.Ask("SELECT name FROM users"));
        Assert.Equal(session, (await _folder.Open().FindAsync(session)).Session);
    }

    [Fact]
    public async Task Mode_that_was_chosen_later_is_kept()
    {
        await _folder.Open().DisposeAsync();
        File.SetUnixFileMode(_folder.File, Owner | UnixFileMode.GroupRead);
        _folder.Open();
        Assert.Equal(Owner | UnixFileMode.GroupRead, File.GetUnixFileMode(_folder.File));
    }
}
