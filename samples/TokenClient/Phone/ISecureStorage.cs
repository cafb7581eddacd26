namespace TokenClient.Phone;

/// <summary>
/// The members of Microsoft.Maui.Storage.ISecureStorage that are needed here. In a MAUI app delete this file, and register
/// SecureStorage.Default: the key chain of iOS and macOS, the encrypted preferences of Android, DPAPI on Windows.
/// </summary>
public interface ISecureStorage
{
    Task<string?> GetAsync(string key);

    Task SetAsync(string key, string value);

    bool Remove(string key);
}
