namespace Cloakroom.Bench.Contest;

/// <summary>The folder that this program was built in, for what is not built into it.</summary>
internal static class Repository
{
    /// <summary>A folder or file below the root; null where it is not.</summary>
    public static string? Find(params string[] parts)
    {
        for (DirectoryInfo? folder = new(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            string path = Path.Combine([folder.FullName, .. parts]);
            if (File.Exists(Path.Combine(folder.FullName, "Cloakroom.slnx")))
            {
                return Path.Exists(path) ? path : null;
            }
        }

        return null;
    }
}
